import { setTimeout as wait } from 'node:timers/promises';
import type { Booking, IntentOutcome } from '../../../src/domain/booking.ts';
import type { OfferedSlot } from '../../../src/domain/slot.ts';
import { createRandom } from '../random.ts';
import { until } from '../waiting.ts';
import { WAYS, vehicleOf } from './four-channels.ts';
import type { FourChannels, Way } from './four-channels.ts';

/** All four act within this time. */
export const WITHIN_MS = 50;
/** The last one is sent this long after the first, so that a late timer leaves them within that time. */
const SPREAD_MS = 35;

type Kind = 'different times' | 'the same time' | 'somebody calls it off';
type Act =
  | { readonly intent: 'choose-slot'; readonly slot: OfferedSlot; readonly n: number }
  | { readonly intent: 'dismiss' | 'cancel' };

interface Plan {
  readonly kind: Kind;
  readonly acts: Readonly<Record<Way, Act>>;
  /** When each acts, from the first one on. */
  readonly atMs: Readonly<Record<Way, number>>;
}

/** What one person was told alone. */
interface Told {
  /** That it was done or is under way; where the channel says that by its card alone, that he was told nothing else. */
  readonly accepted: boolean;
  readonly words: string;
}

export interface Race {
  readonly round: number;
  readonly plan: Plan;
  readonly booking: Booking;
  readonly told: Readonly<Record<Way, Told>>;
  /** From the first request that was sent to the last one. */
  readonly spreadMs: number;
  readonly restMs: number;
}

/** Nothing is called off by text as long as nothing is booked. */
const CALLERS: readonly Way[] = ['slack', 'teams', 'inapp'];
const KINDS: readonly Kind[] = ['different times', 'different times', 'the same time', 'somebody calls it off'];

/** What the four do in a round: the same seed and round, the same plan. */
function planOf(seed: number, round: number, slots: readonly OfferedSlot[]): Plan {
  const random = createRandom(seed * 100_003 + round);
  const below = (n: number) => Math.floor(random() * n);
  const kind = KINDS[below(KINDS.length)] ?? 'different times';
  const first = below(slots.length);
  const atMs = each(() => below(SPREAD_MS + 1));
  const caller = CALLERS[below(CALLERS.length)];
  const off = below(2) === 0 ? 'dismiss' : 'cancel';
  const acts = each((way, i): Act => {
    // The shared cards of an offer have no other button for it.
    if (kind === 'somebody calls it off' && way === caller) return { intent: way === 'inapp' ? off : 'dismiss' };
    const n = kind === 'the same time' ? first : (first + i) % slots.length;
    const slot = slots[n];
    if (!slot) throw new Error('Nothing is offered.');
    return { intent: 'choose-slot', slot, n };
  });
  const soonest = Math.min(...Object.values(atMs));
  return { kind, acts, atMs: each((way) => atMs[way] - soonest) };
}

/** One alert, offered in four channels, acted on in all four within 50 ms, until nothing moves any more. */
export async function race(four: FourChannels, seed: number, round: number, town: number): Promise<Race> {
  const vehicleId = vehicleOf(round);
  await four.addVehicle(town, round);
  const bookingId = await four.world.raise(vehicleId);
  const isThere = async () =>
    four.texts(vehicleId).length > 0 &&
    isOffered(four.slackCard(bookingId)) &&
    isOffered(four.teamsCard(bookingId)) &&
    isEqual(four, await four.world.booking(bookingId));
  await until(`${vehicleId} is offered everywhere`, async () => (await isThere()) || undefined, PATIENCE_MS);

  const plan = planOf(seed, round, (await four.world.booking(bookingId)).offer.slots);
  const before = { whispers: four.whispers(town).length, texts: four.texts(vehicleId).length };
  const whispers = () => four.whispers(town).slice(before.whispers);
  const texts = () => four.texts(vehicleId).slice(before.texts);
  const send = senders(four, town, vehicleId, bookingId, plan);
  const sentAt: number[] = [];
  const began = performance.now();
  const answers = WAYS.map(async (way) => {
    await wait(plan.atMs[way] - (performance.now() - began));
    sentAt.push(performance.now());
    return send[way]();
  });
  const [slack, teams, sms, inapp] = (await Promise.all(answers)) as [number, TeamsReply, number, InboxReply];
  if ([slack, teams.status, sms].some((status) => status !== 200))
    throw new Error(`${vehicleId} was answered ${slack}, ${teams.status} and ${sms}.`);

  const booking = await until(`${vehicleId} is at rest`, () => atRest(four, bookingId), PATIENCE_MS).catch(
    async (error: unknown) => {
      const present = await four.world.booking(bookingId);
      const { version, phase, outcomes } = present;
      throw new Error(`${String(error)} ${JSON.stringify({ version, shown: four.shown(present), phase, outcomes })}`);
    },
  );
  const restMs = performance.now() - began;
  // Whoever moved something reads it on the card; whoever did not is told so alone.
  const isAnswered = () =>
    (moved(booking, 'slack', plan.acts.slack) || whispers().length > 0) &&
    (moved(booking, 'sms', plan.acts.sms) ? texts().length > 0 : texts().some(isAnswer));
  await until('both read an answer', () => isAnswered() || undefined, PATIENCE_MS).catch(() => undefined);

  const { type, value } = teams.body;
  const byWords = type === 'application/vnd.microsoft.activity.message';
  const told: Race['told'] = {
    slack: { accepted: whispers().length === 0, words: whispers().join('\n') },
    teams: { accepted: !byWords, words: byWords ? String(value) : JSON.stringify(value) },
    sms: { accepted: !texts().some(isAnswer), words: texts().join('\n') },
    inapp: { accepted: inapp.outcome === 'accepted', words: inapp.message },
  };
  return { round, plan, booking, told, spreadMs: Math.max(...sentAt) - Math.min(...sentAt), restMs };
}

const PATIENCE_MS = 20_000;

interface TeamsReply {
  readonly status: number;
  readonly body: { readonly type: string; readonly value: unknown };
}
interface InboxReply {
  readonly outcome: string;
  readonly message: string;
}

function senders(four: FourChannels, town: number, vehicleId: string, bookingId: string, { acts }: Plan) {
  const { ready } = four;
  return each((way): (() => Promise<unknown>) => {
    const act = acts[way];
    const n = act.intent === 'choose-slot' ? act.n : -1;
    const chosen = act.intent === 'choose-slot' ? { slotId: act.slot.slotId } : {};
    switch (way) {
      case 'slack':
        return ready.slack(town, bookingId, n < 0 ? act.intent : `choose-slot:${n + 1}`);
      case 'teams':
        return ready.teams(bookingId, act.intent, chosen);
      case 'inapp':
        return ready.inapp(bookingId, { intent: act.intent, ...(n < 0 ? { reason: 'not-needed' } : chosen) });
      case 'sms':
        return ready.sms(numberIn(four.texts(vehicleId)[0] ?? '', n));
    }
  });
}

/** The number before the n-th time of an offer by text. */
const numberIn = (offer: string, n: number): string => [...offer.matchAll(/^(\d+)\) /gm)][n]?.[1] ?? '';

/** Whether a text answers its sender, and is not what the case's card has to tell. */
const isAnswer = (text: string): boolean => !/^\S+(?: is booked|: (?:Dismissed|Cancelled) by )/.test(text);

const isOffered = (card: unknown): boolean => JSON.stringify(card ?? '').includes('choose-slot');

/** Whether a click changed the case. */
export const moved = ({ history }: Booking, way: Way, { intent }: Act): boolean =>
  history.some((row) => row.actor.channel === way && row.intent === intent);

/** What the booking has on record of somebody's click. */
export const recordOf = ({ outcomes }: Booking, way: Way): IntentOutcome | undefined =>
  outcomes.find(({ deliveryId }) => deliveryId.startsWith(`${way}:`));

/** Whether each place, and our record of each, shows the booking as it is. */
export function isEqual(four: FourChannels, booking: Booking): boolean {
  const versions = [...Object.values(four.shown(booking)), ...booking.cards.map(({ version }) => version)];
  return booking.cards.length === WAYS.length && versions.every((version) => version === booking.version);
}

/** The booking once no shop is being asked and every place shows it as `GET` does. */
async function atRest(four: FourChannels, bookingId: string): Promise<Booking | undefined> {
  const booking = await four.world.booking(bookingId);
  const { phase } = booking;
  const asks = phase.state === 'requested' || phase.state === 'moving';
  if (asks || (phase.state === 'scheduled' && phase.cancelling?.stage === 'asking')) return undefined;
  if (!WAYS.every((way) => recordOf(booking, way)) || !isEqual(four, booking)) return undefined;
  return (await four.get(bookingId)).version === booking.version ? booking : undefined;
}

const each = <T>(make: (way: Way, i: number) => T): Record<Way, T> =>
  Object.fromEntries(WAYS.map((way, i) => [way, make(way, i)])) as Record<Way, T>;
