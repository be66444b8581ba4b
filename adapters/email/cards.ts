import type { Card } from '../../src/app/cards/card.ts';
import type { ChannelError, ChannelNote, PostOptions } from '../../src/app/ports/channel.ts';
import { asBookingId } from '../../src/domain/ids.ts';
import type { Result } from '../../src/domain/result.ts';
import { fail, ok } from '../../src/domain/result.ts';
import { htmlOf } from './letters/html.ts';
import type { Letter } from './letters/letter.ts';
import { textOf } from './letters/text.ts';
import { newsLetter, sentenceLetter } from './letters/write.ts';
import { invitation } from './mail/invitation.ts';
import type { Mail, Sent } from './mail/mailer.ts';
import { bareAddress } from '../shared/mail-env.ts';
import { asksForApproval, newsOf, toldBy } from './news.ts';
import type { Entry, News, Told } from './news.ts';
import type { EmailParts } from './parts.ts';
import type { Reader } from './readers.ts';
import { aliasOf, cardFor, readerOf, refOf, threadKey, writerFor } from './readers.ts';
import type { Sending, Thread } from './thread.ts';
import { sendInThread } from './thread.ts';

type Ref = Readonly<Record<string, string>>;

/** Brings cards as mails: one a person and change, and none where nothing is worth one. */
export function createCards(parts: EmailParts) {
  return {
    async post(target: string, card: Card, { under }: PostOptions): Promise<Result<Ref, ChannelError>> {
      const ref = refOf(target);
      const done = await bring(parts, ref, card, { isNew: true, under });
      return done.ok ? ok(ref ?? {}) : done;
    },
    update: (ref: Ref, card: Card): Promise<Sent> => bring(parts, ref, card, { isNew: false }),
    note: (ref: Ref, note: ChannelNote): Promise<Sent> => remind(parts, ref, note),
    /** A sentence for one person alone. */
    say: (ref: Ref, bookingId: string, mailId: string, text: string): Promise<Sent> =>
      say(parts, ref, { bookingId, mailId, heading: 'About your click', text }),
  };
}

async function bring(
  parts: EmailParts,
  ref: Ref | undefined,
  card: Card,
  { isNew, under }: { readonly isNew: boolean; readonly under?: Ref | undefined },
): Promise<Sent> {
  const reader = await readerOf(parts, ref);
  if (!reader.ok) return reader;
  const done = await sendInThread(parts, threadKey(card.bookingId, reader.value), (thread) => {
    // Late and repeated pictures say nothing new.
    if (card.version <= thread.version) return undefined;
    const { told } = thread;
    const news = newsOf(card, told, reader.value.member.roles.includes('manager'));
    // Brought to him once more: he has to be asked, although he knows it all.
    const again = news === undefined && isNew ? asksAgain(card, thread) : undefined;
    const what = news ?? again;
    if (what === undefined) return undefined;
    const after = { told: toldBy(card, told, what), version: card.version };
    // The digest that it stands in has told it already.
    const inDigest = under?.['messageId'];
    if (inDigest !== undefined && (what === 'offer' || what === 'nothing-free'))
      return { messageId: inDigest, after, send: async () => ok(undefined) };
    return newsMail(parts, reader.value, card, { news: what, told, again: again !== undefined, after });
  });
  return done ?? ok(undefined);
}

function asksAgain(card: Card, { version }: Thread): News | undefined {
  if (version === 0) return undefined;
  if (asksForApproval(card)) return 'approval';
  return card.state === 'offered' && card.slots.length > 0 ? 'offer' : undefined;
}

interface NewsOf {
  readonly news: News;
  readonly told: Told;
  readonly again: boolean;
  readonly after: Sending['after'];
}

function newsMail(parts: EmailParts, reader: Reader, card: Card, { news, told, again, after }: NewsOf): Sending {
  const { bookingId, version } = card;
  const letter = newsLetter(writerFor(parts, reader, bookingId), card, news, { told, again });
  const messageId = `<${bookingId}.${aliasOf(reader)}.${version}.${news}@${parts.host}>`;
  return {
    messageId,
    after,
    async send(references) {
      const invite = await invitationOf(parts, reader, card, { news, told, letter });
      const mail = mailOf(reader, letter, messageId, references, bookingId);
      return parts.mailer.send(invite ? { ...mail, invitation: invite } : mail);
    },
  };
}

/** The calendar's part of a mail, where the calendar changes by it. */
async function invitationOf(
  { mailer, links, host, clock }: EmailParts,
  { member, fleet }: Reader,
  card: Card,
  { news, told, letter }: Pick<NewsOf, 'news' | 'told'> & { readonly letter: Letter },
) {
  const isOff = news === 'cancelled';
  const entry: Omit<Entry, 'when'> | undefined = isOff ? told.entry : card.appointment;
  if (!entry || (news !== 'booked' && news !== 'changed' && !isOff)) return undefined;
  const { bookingId, version, title, appointment } = card;
  const url = links.url({ bookingId, fleetId: member.fleetId, memberId: member.memberId, opens: 'case' });
  const facts = letter.facts.flatMap((part) => part.facts.map(({ label, value }) => `${label}: ${value}`));
  const map = appointment && !isOff ? [`Map: ${appointment.mapUrl}`] : [];
  return invitation({
    ...{ bookingId, host, sequence: version, method: isOff ? 'CANCEL' : 'REQUEST', url, summary: title },
    ...{ start: entry.start, end: entry.end, now: clock.now() },
    location: [entry.providerName, entry.address].filter((part) => part).join(', '),
    description: [...letter.words, '', ...facts, ...map, `The case: ${url}`].join('\n'),
    organiser: { name: `Pitcrew for ${fleet.name}`, email: bareAddress(mailer.from) },
    attendee: { name: member.name, email: member.email },
  });
}

const mailOf = (
  { member }: Reader,
  letter: Letter,
  messageId: string,
  references: readonly string[],
  bookingId?: string,
): Mail => ({
  to: { name: member.name, address: member.email },
  subject: letter.subject,
  text: textOf(letter),
  html: htmlOf(letter),
  messageId,
  references,
  bookingId,
});

/** Lines of a thread are no mails, but reminders are. */
async function remind(parts: EmailParts, ref: Ref, { bookingId, noteId, text, reminds }: ChannelNote): Promise<Sent> {
  return reminds ? say(parts, ref, { bookingId, mailId: noteId, heading: 'Reminder', text }) : ok(undefined);
}

interface Said {
  readonly bookingId: string;
  /** Unique among the sentences of a case: the same again is not sent again. */
  readonly mailId: string;
  readonly heading: string;
  readonly text: string;
}

async function say(parts: EmailParts, ref: Ref, { bookingId, mailId, heading, text }: Said): Promise<Sent> {
  const reader = await readerOf(parts, ref);
  if (!reader.ok) return reader;
  const booking = await parts.bookings.get(asBookingId(bookingId));
  if (booking?.fleetId !== reader.value.fleet.fleetId)
    return fail({ code: 'rejected', reason: 'There is no such case.' });
  const letter = sentenceLetter(
    writerFor(parts, reader.value, bookingId),
    cardFor(booking, reader.value.member),
    heading,
    text,
  );
  const messageId = `<${bookingId}.${aliasOf(reader.value)}.${mailId}@${parts.host}>`;
  const done = await sendInThread(parts, threadKey(bookingId, reader.value), (thread) =>
    thread.notes?.includes(mailId)
      ? undefined
      : {
          messageId,
          after: { noteId: mailId },
          send: (references) => parts.mailer.send(mailOf(reader.value, letter, messageId, references, bookingId)),
        },
  );
  return done ?? ok(undefined);
}
