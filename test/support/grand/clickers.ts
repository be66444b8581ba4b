import type { Workspace } from '../../../adapters/demo/workspace/index.ts';
import { CHANNEL, STRANGER, isCardOf, type Operator, type Person } from '../stage.ts';

/** One thing that somebody did, and how it was answered. */
export interface Click {
  readonly via: 'slack' | 'intents';
  readonly what: string;
  readonly userId: string;
  readonly bookingId: string;
  /** As the store knows it. */
  readonly deliveryId: string;
  /** Acknowledged: Slack got its 200, the host its 202. */
  readonly acknowledged: boolean;
  readonly ms: number;
}

/** A host asks again, with the same id, until it is answered. */
const HOST_TRIES = 40;
const HOST_WAIT_MS = 250;

const PRESSED = /"action_id":"((?:choose-slot|reschedule):\d|more-slots|cancel|confirm-cancel)"/g;

/** What somebody presses of what a card has: most of all times, and seldom a cancel. */
function chooseAction(blocks: unknown, random: () => number): string | undefined {
  const all = [...JSON.stringify(blocks).matchAll(PRESSED)].map(([, action = '']) => action);
  const times = all.filter((action) => action.includes(':'));
  const draw = random();
  const from = draw < 0.85 && times.length > 0 ? times : all.filter((action) => draw > 0.97 || !/cancel/.test(action));
  return from[Math.floor(random() * from.length)];
}

/** One click of somebody on some card; undefined when there was nothing of the kind to click. */
export async function clickInSlack(
  workspace: Workspace,
  people: readonly Person[],
  bookingId: string,
  random: () => number,
): Promise<Click | undefined> {
  const person = random() < 0.03 ? STRANGER : people[Math.floor(random() * people.length)];
  const card = workspace.messages(CHANNEL).find((message) => isCardOf(message, bookingId));
  const what = card && chooseAction(card.blocks, random);
  if (!card || !person || what === undefined) return undefined;
  const { url, headers, body, triggerId } = workspace.clickRequest(person.id, CHANNEL, card.ts, what);
  const began = performance.now();
  const status = await fetch(url, { method: 'POST', headers, body })
    .then((answer) => answer.status)
    .catch(() => 0);
  const ms = performance.now() - began;
  const deliveryId = `slack:${triggerId}`;
  return { via: 'slack', what, userId: person.id, bookingId, deliveryId, acknowledged: status === 200, ms };
}

/** The same by the host application, which repeats a call until it is answered. */
export async function clickByHost(
  operator: Operator,
  bookingId: string,
  n: number,
  random: () => number,
): Promise<Click | undefined> {
  const draw = random();
  const began = performance.now();
  for (let attempt = 0; attempt < HOST_TRIES; attempt++) {
    try {
      const booking = await operator.booking(bookingId);
      const { slots = [] } = (booking['offer'] ?? {}) as { slots?: { slotId: string }[] };
      const slot = slots[Math.floor(draw * slots.length)];
      if (booking.state !== 'offered' || !slot) return undefined;
      const intent = { intent: 'choose-slot', slotId: slot.slotId, memberId: 'dana', deliveryId: `host-${n}` };
      await operator.intend(bookingId, intent);
      const deliveryId = `host:acme/${bookingId}/host-${n}`;
      const ms = performance.now() - began;
      return { via: 'intents', what: 'choose-slot', userId: 'dana', bookingId, deliveryId, acknowledged: true, ms };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, HOST_WAIT_MS));
    }
  }
  return undefined;
}
