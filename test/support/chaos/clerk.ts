import type { Booking } from '../../../src/domain/booking.ts';
import { CHANNEL } from '../world.ts';
import type { Person } from '../world.ts';
import type { Towns } from './town.ts';

/** A click that was acknowledged. */
export interface Click {
  readonly bookingId: string;
  readonly person: Person;
  readonly intent: string;
  readonly by: 'slack' | 'host';
}

/** The hands of the fleet's people: they click in Slack, or the host application does it for them. */
export interface Clerk {
  readonly clicks: readonly Click[];
  /** Chooses the n-th slot (from 1) of the booking as it was seen. */
  choose(person: Person, booking: Booking, n: number, by: Click['by'], times?: number): Promise<void>;
  press(
    person: Person,
    booking: Booking,
    intent: 'cancel' | 'confirm-cancel' | 'more-slots',
    by: Click['by'],
  ): Promise<void>;
  /** Moves an appointment to the n-th slot (from 1) that its card shows. */
  moveTo(person: Person, booking: Booking, n: number, by: Click['by']): Promise<void>;
  /** Moves an appointment to a time in plain words. */
  moveInWords(person: Person, booking: Booking, text: string): Promise<void>;
  bookByHand(person: Person, booking: Booking): Promise<void>;
  dismiss(person: Person, booking: Booking): Promise<void>;
}

const API_KEY = 'an-api-key-for-tests-only';

export function createClerk({ world }: Pick<Towns, 'world'>): Clerk {
  const clicks: Click[] = [];
  let sent = 0;

  /** Whether there is such a button on the card; a click may be sent several times, as by a nervous finger. */
  async function click(person: Person, booking: Booking, intent: string, action: string, times = 1): Promise<boolean> {
    const ts = booking.cards.find(({ channel }) => channel === 'slack')?.ref['ts'];
    if (ts === undefined) return false;
    let request: ReturnType<typeof world.workspace.clickRequest>;
    try {
      request = world.workspace.clickRequest(person.id, CHANNEL, ts, action);
    } catch {
      return false;
    }
    const { url, headers, body } = request;
    const answers = Array.from({ length: times }, () => fetch(url, { method: 'POST', headers, body }));
    for (const { status } of await Promise.all(answers))
      if (status !== 200) throw new Error(`Slack was answered ${status} for ${action}.`);
    clicks.push({ bookingId: booking.bookingId, person, intent, by: 'slack' });
    return true;
  }

  async function post(person: Person, booking: Booking, intent: string, fields: object = {}, times = 1): Promise<void> {
    const deliveryId = `click-${++sent}`;
    const answers = Array.from({ length: times }, () =>
      fetch(`${world.url}/v1/bookings/${booking.bookingId}/intents`, {
        method: 'POST',
        headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({ intent, memberId: person.id.toLowerCase(), deliveryId, ...fields }),
      }),
    );
    for (const answer of await Promise.all(answers)) {
      const text = await answer.text();
      if (answer.status !== 202) throw new Error(`${intent} was answered ${answer.status}: ${text}`);
    }
    clicks.push({ bookingId: booking.bookingId, person, intent, by: 'host' });
  }

  return {
    clicks,
    async choose(person, booking, n, by, times = 1) {
      if (by === 'slack' && (await click(person, booking, 'choose-slot', `choose-slot:${n}`, times))) return;
      const { slotId } = booking.offer.slots[n - 1] ?? {};
      await post(person, booking, 'choose-slot', { slotId }, times);
    },
    async press(person, booking, intent, by) {
      if (by === 'slack' && (await click(person, booking, intent, intent))) return;
      await post(person, booking, intent, intent === 'cancel' ? { reason: 'not-needed' } : {});
    },
    async moveTo(person, booking, n, by) {
      if (by === 'slack' && (await click(person, booking, 'reschedule', `reschedule:${n}`))) return;
      const { slotId } = booking.offer.slots[n - 1] ?? {};
      await post(person, booking, 'reschedule', { slotId });
    },
    moveInWords: (person, booking, text) => post(person, booking, 'reschedule', { text }),
    async bookByHand(person, booking) {
      const start = new Date(Date.parse(booking.updatedAt) + 50 * 3_600_000).toISOString();
      await post(person, booking, 'book-manually', { providerName: 'Uncle Bob', start });
    },
    dismiss: (person, booking) => post(person, booking, 'dismiss', { reason: 'not-needed' }),
  };
}
