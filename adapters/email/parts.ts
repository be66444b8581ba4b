import type { ChannelParts } from '../shared/channel-module.ts';
import type { EmailConfig } from './env.ts';
import type { Links } from './links/token.ts';
import type { Mailer } from './mail/mailer.ts';

/** What the parts of this channel work with. */
export interface EmailParts extends ChannelParts<EmailConfig> {
  readonly links: Links;
  readonly mailer: Mailer;
  /** The host name of PUBLIC_URL, in Message-IDs and UIDs. */
  readonly host: string;
}
