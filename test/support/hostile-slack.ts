import type { Booking } from '../../src/domain/booking.ts';
import { hostileBody } from './hostile.ts';
import type { Chance, Proof } from './hostile.ts';
import { CHANNEL, DANA, SAM, STRANGER, TEAM } from './stage.ts';
import { BEN, GIA, OTHER_TEAM } from './tenants.ts';

/** A post to `/slack/events`, not signed yet. */
export interface HostilePost {
  /** What is hostile about it, for a failing test to say. */
  readonly what: string;
  readonly contentType: string;
  readonly body: Buffer;
  readonly proof: Proof;
}

const FORM = 'application/x-www-form-urlencoded';
const INTENTS = ['choose-slot', 'choose-slot:2', 'more-slots', 'dismiss', 'cancel', 'confirm-cancel', 'rate', 'rate:5'];
const ODD = ['undo', 'approve', 'constructor', '__proto__', 'toString', 'choose-slot:', ':', '', 'CANCEL', 'open-map'];
const PEOPLE = [DANA, SAM, STRANGER, BEN, GIA].map(({ id }) => id);

/** Hostile posts about these bookings; half of the clicks in them are whole, so that a forgery of them would book. */
export function* hostilePosts(
  bookings: readonly Booking[],
  options: { readonly count: number; readonly random: Chance; readonly proof: () => Proof },
): Generator<HostilePost> {
  const { count, random } = options;
  for (let n = 0; n < count; n += 1) {
    const { what, body } = random.next() < 0.4 ? wholeClick(bookings, random, n) : spoiled(bookings, random, n);
    const proof = options.proof();
    const [contentType, wrapped] = wrap(body, random);
    yield { what: `#${n} ${what}, as ${contentType}, proof ${proof}`, contentType, body: wrapped, proof };
  }
}

type Payload = Record<string, never>;

function wholeClick(bookings: readonly Booking[], random: Chance, n: number) {
  const click = clickOf(bookings, random, n, random.pick(INTENTS));
  return { what: 'a whole click', body: Buffer.from(JSON.stringify(click)) };
}

function spoiled(bookings: readonly Booking[], random: Chance, n: number): { what: string; body: Buffer } {
  const roll = random.next();
  if (roll < 0.35) return spoiledValue(bookings, random, n);
  const click = clickOf(bookings, random, n, random.pick([...INTENTS, ...ODD]));
  const payload = roll < 0.65 ? click : roll < 0.85 ? submissionOf(bookings, random, n) : otherPost(random, n);
  return hostileBody(payload as Payload, random);
}

/** A button's value is JSON within JSON: here it is hostile itself. */
function spoiledValue(bookings: readonly Booking[], random: Chance, n: number) {
  const click = clickOf(bookings, random, n, random.pick(INTENTS));
  const [action] = click.actions;
  const { what, body } = hostileBody(JSON.parse(action?.value ?? '{}') as Payload, random);
  const value = body.toString('utf8').slice(0, 100_000);
  return {
    what: `the value: ${what}`,
    body: Buffer.from(JSON.stringify({ ...click, actions: [{ ...action, value }] })),
  };
}

/** A click as Slack sends it, by anyone, on any booking, with a slot of any booking. */
function clickOf(bookings: readonly Booking[], random: Chance, n: number, actionId: string) {
  const { bookingId } = random.pick(bookings);
  const { slots } = random.pick(bookings).offer;
  const own = bookings.find((one) => one.bookingId === bookingId)?.offer.slots ?? [];
  const slotId = random.pick([...own, ...own, ...slots].map((slot) => slot.slotId).concat('s-unknown'));
  const version = random.pick([0, 1, 2, 7, 2 ** 40]);
  const team = random.pick([TEAM, TEAM, TEAM, OTHER_TEAM]);
  return {
    type: 'block_actions',
    trigger_id: `fuzz.${n}.${random.below(1e9)}`,
    user: { id: random.pick(PEOPLE), username: 'someone', team_id: team },
    team: { id: team, domain: 'acme' },
    channel: { id: CHANNEL, name: 'fleet' },
    container: { type: 'message', message_ts: '1700000001.000100', channel_id: CHANNEL },
    message: { type: 'message', ts: '1700000001.000100', text: 'a card' },
    response_url: random.pick([
      'http://127.0.0.1:1/',
      'https://hooks.slack.com@127.0.0.1:1/',
      'file:///etc/passwd',
      '',
    ]),
    actions: [
      {
        type: 'button',
        action_id: actionId,
        block_id: 'b1',
        value: JSON.stringify({ bookingId: random.next() < 0.9 ? bookingId : 'bk-unknown', version, slotId }),
      },
    ],
  };
}

function submissionOf(bookings: readonly Booking[], random: Chance, n: number) {
  const { bookingId } = random.pick(bookings);
  return {
    type: 'view_submission',
    trigger_id: `fuzz-form.${n}`,
    user: { id: random.pick(PEOPLE), team_id: TEAM },
    team: { id: TEAM },
    view: {
      type: 'modal',
      callback_id: random.pick(['rate', 'rate', 'plan-bulk', '__proto__']),
      private_metadata: JSON.stringify({ bookingId, version: 1, channelId: CHANNEL }),
      state: {
        values: {
          stars: { stars: { selected_option: { value: random.pick(['5', '0', '6', '1e0', '']) } } },
          comment: { comment: { value: 'Fine work' } },
        },
      },
    },
  };
}

const otherPost = (random: Chance, n: number): object =>
  random.pick<object>([
    { type: 'url_verification', challenge: 'c' },
    // Of another team than the one whose cards are looked at: it is believed where it is signed.
    { type: 'event_callback', event_id: `Ev${n}`, team_id: OTHER_TEAM, event: { type: 'app_uninstalled' } },
    { type: 'event_callback', event_id: `Ev${n}`, team_id: TEAM, event: { type: 'function_executed', inputs: {} } },
    { type: 'event_callback', event_id: `Ev${n}`, team_id: TEAM, event: { type: 'message', subtype: 'x', text: 'hi' } },
    { type: 'block_suggestion', value: 'x' },
    { type: 'shortcut', callback_id: 'x' },
    { type: 'view_closed', view: {} },
    { type: 'message_action' },
  ]);

function wrap(body: Buffer, random: Chance): readonly [contentType: string, body: Buffer] {
  const roll = random.next();
  if (roll < 0.75) return [FORM, Buffer.from(`payload=${encodeURIComponent(body.toString('utf8'))}`)];
  if (roll < 0.85) return ['application/json', body];
  if (roll < 0.9) return [`${FORM}; charset=utf-8`, Buffer.concat([Buffer.from('payload='), body])];
  if (roll < 0.95) return [FORM, Buffer.from(random.pick(['command=%2Fpitcrew&text=bulk', 'payload=%', 'a=b', '%%%']))];
  return [random.pick(['text/plain', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16']), body];
}
