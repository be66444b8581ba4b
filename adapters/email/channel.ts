import type { Channel } from '../../src/app/ports/channel.ts';
import type { ChannelParts } from '../shared/channel-module.ts';
import { hostList } from '../shared/service-url.ts';
import { createTell } from './answers.ts';
import { createCards } from './cards.ts';
import { sendDigest } from './digest.ts';
import type { EmailConfig } from './env.ts';
import { linkRoutes } from './links/routes.ts';
import { createLinks } from './links/token.ts';
import { createMailer } from './mail/mailer.ts';
import type { EmailParts } from './parts.ts';
import { targetOf } from './readers.ts';
import { CHANNEL } from './thread.ts';

/**
 * The e-mail channel: each of the fleet's managers with an address gets mails about its cases, approvers are asked by mail.
 * Usable at once, also while the mail server is down. What can be done is done on the pages that the mails' links open.
 */
export function createEmailChannel(given: ChannelParts<EmailConfig>): Channel {
  const { config } = given;
  const { SMTP_URL: url, MAIL_FROM: from, MAIL_REPLY_TO: replyTo } = config;
  if (url === undefined || from === undefined) throw new Error('The e-mail channel needs SMTP_URL and MAIL_FROM');
  const plaintextHosts = hostList(config.PITCREW_PLAINTEXT_HOSTS);
  const mailer = createMailer({ url, from, replyTo, plaintextHosts });
  const publicUrl = given.publicUrl.replace(/\/+$/, '');
  const links = createLinks(given.keys, publicUrl);
  const parts: EmailParts = { ...given, publicUrl, links, mailer, host: new URL(publicUrl).hostname };
  const cards = createCards(parts);
  return {
    name: CHANNEL,
    routes: linkRoutes(parts),
    targetOf: () => undefined,
    personTargetOf: targetOf,
    toEachManager: true,
    post: cards.post,
    digest: (target, digest) => sendDigest(parts, target, digest),
    update: cards.update,
    note: cards.note,
    tell: createTell(parts, cards.say),
    close: () => mailer.close(),
  };
}
