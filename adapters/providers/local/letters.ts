import type { Rejected, Unavailable, Unknown } from '../../../src/app/ports/network.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import { asBookingId } from '../../../src/domain/ids.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import { formatInstant, formatWhen } from '../../../src/domain/time.ts';
import type { Deadline } from '../../shared/http-client/index.ts';
import type { Action } from './links/links.ts';
import { bareAddress } from '../../shared/mail-env.ts';
import { invitation } from './mail/invitation.ts';
import type { Job, MailLink, Message } from './mail/messages.ts';
import { acceptedMessage, cancelledMessage, keptMessage, requestMessage, withdrawnMessage } from './mail/messages.ts';
import type { LocalParts } from './parts.ts';
import { unreachable } from './ways.ts';
import type { Attempt, Stage } from './reference.ts';
import { attemptOf, sequenceOf } from './reference.ts';

/** What is known of one attempt at a shop. */
export interface File extends Attempt {
  readonly booking: Booking;
  readonly shop: Provider;
  readonly fleetName: string;
}

/** A mail to a shop about one time. */
export interface Letter extends File {
  readonly start: Instant;
  readonly end: Instant;
  /** The time that it has at the shop, where it is asked for another. */
  readonly was?: string | undefined;
}

/** Looks up the booking behind a reference, and its shop; a shop that cannot be written to is rejected in words. */
export async function fileOf(
  parts: LocalParts,
  reference: string,
  networkRef: string,
): Promise<Result<File, Rejected>> {
  const { desk } = parts;
  const named = attemptOf(reference);
  const booking = named && (await desk.bookings.get(asBookingId(named.bookingId)));
  if (!named || !booking?.workOrder) return no('There is no such booking.');
  const shop = await desk.directory.providerByRef('local', networkRef);
  if (!shop) return no('There is no such shop any more.');
  const obstacle = await unreachable(parts, shop);
  if (obstacle !== undefined) return no(obstacle);
  const fleet = await desk.directory.fleet(booking.fleetId);
  return ok({ ...named, booking, shop, fleetName: fleet?.name ?? booking.fleetId });
}

const no = (reason: string) => fail({ kind: 'rejected', reason } as const);

/** What we call an appointment at a shop that has no numbers of its own. */
export const confirmationOf = ({ booking, attempt }: Pick<File, 'booking' | 'attempt'>): string =>
  `${booking.workOrder?.number ?? booking.bookingId}-${attempt}`;

const WORDS: Readonly<Record<Action, string>> = {
  accept: 'Accept',
  propose: 'Propose another time',
  decline: 'Decline',
  started: 'Started',
  done: 'Done',
};

/** Writes and sends the mail of a stage; repeated, it is the same mail. */
export async function sendLetter(
  parts: LocalParts,
  letter: Letter & { readonly shop: { readonly email: string } },
  stage: Stage,
  deadline: Deadline,
  answerBy?: Instant,
): Promise<Result<void, Rejected | Unavailable | Unknown>> {
  const { mailer, uidHost, clock } = parts;
  if (!mailer) return no('No mail server is set up here (SMTP_URL), so the shop can only be called.');
  const { booking, shop, bookingId, attempt, start, end } = letter;
  const job = jobOf(letter);
  const { subject, text, html } = messageOf(parts, letter, job, stage, answerBy);
  // A mail about an appointment follows those of a move that came to nothing.
  const sequence = sequenceOf(stage === 'cancelled' ? Math.max(attempt, booking.attempts) : attempt, stage);
  const invite = await invitation({
    bookingId,
    uidHost,
    sequence,
    stage,
    start,
    end,
    summary: `${job.vehicle}: ${job.workOrder.issue}`,
    description: text,
    location: addressOf(shop),
    organiser: { name: job.fleet, email: bareAddress(mailer.from) },
    shop: { name: shop.name, email: shop.email },
    now: clock.now(),
  });
  const mail = {
    to: shop.email,
    subject,
    text,
    html,
    headers: { 'X-Pitcrew-Booking': booking.bookingId },
    messageId: `<${bookingId}.${attempt}.${sequence}@${uidHost}>`,
    invitation: invite,
  };
  return mailer.send(stage, mail, deadline);
}

function messageOf({ links }: LocalParts, letter: Letter, job: Job, stage: Stage, answerBy?: Instant): Message {
  const { bookingId, attempt, shop } = letter;
  const linksTo = (...actions: readonly Action[]): readonly MailLink[] =>
    actions.map((action) => ({ words: WORDS[action], url: links.url({ bookingId, attempt, action }) }));
  switch (stage) {
    case 'request': {
      const by = formatInstant(answerBy ?? letter.start, shop.timeZone, job.locale);
      return requestMessage(job, letter.was, linksTo('accept', 'propose', 'decline'), by);
    }
    case 'accepted':
      return acceptedMessage(job, linksTo('started', 'done'));
    case 'kept':
      return keptMessage(job);
    case 'withdrawn':
      return withdrawnMessage(job);
    case 'cancelled':
      return cancelledMessage(job);
  }
}

function jobOf({ booking, shop, start, end, fleetName }: Letter): Job {
  const { context, vehicleId, workOrder } = booking;
  if (!workOrder) throw new Error(`The booking ${booking.bookingId} has no work order`);
  const model = [context.year, context.make, context.model].filter((part) => part !== undefined).join(' ');
  return {
    vehicle: [vehicleId, model, context.plate].filter((part) => part).join(', '),
    vin: context.vin,
    fleet: fleetName,
    when: formatWhen(start, end, shop.timeZone, context.locale),
    shop: shop.name,
    locale: context.locale,
    workOrder,
  };
}

const addressOf = ({ name, address }: Provider): string =>
  [name, address?.line1, address?.city, address?.state, address?.postalCode].filter((part) => part).join(', ');
