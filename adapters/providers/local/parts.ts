import type { Clock } from '../../../src/app/ports/clock.ts';
import type { Log } from '../../../src/app/ports/log.ts';
import type { TextMessages } from '../../../src/app/ports/text-messages.ts';
import type { ShopDesk } from '../../shared/network-module.ts';
import type { Feeds } from './calendar/feeds.ts';
import type { Links } from './links/links.ts';
import type { Mailer } from './mail/mailer.ts';

/** What the parts of this adapter work with. */
export interface LocalParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly desk: ShopDesk;
  readonly feeds: Feeds;
  readonly links: Links;
  /** Absent where no mail server is set up. */
  readonly mailer: Mailer | undefined;
  /** Absent where no text messages are set up. Without both no shop can be asked. */
  readonly texts: TextMessages | undefined;
  /** The host name of PUBLIC_URL. */
  readonly uidHost: string;
  readonly timeoutMs: number;
}
