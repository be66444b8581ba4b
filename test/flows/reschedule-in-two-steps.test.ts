import { appointmentOf } from '../../src/domain/booking.ts';
import { act } from '../support/intents.ts';
import { startPepBoysWorld } from '../support/pepboys-world.ts';
import type { PepBoysWorld } from '../support/pepboys-world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';
import { DANA } from '../support/world.ts';

let pep: PepBoysWorld;
afterEach(() => pep.close());

async function booked() {
  pep = await startPepBoysWorld(tempDir());
  const { world } = pep;
  const bookingId = await world.raise();
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'choose-slot:1');
  const booking = await world.inState(bookingId, 'scheduled');
  return { world, bookingId, appointment: appointmentOf(booking)! };
}
const standing = () => pep.pepboys.ledger().filter(({ status }) => status === 'BOOKED');
const startsOf = (entries: ReturnType<typeof standing>) => entries.map(({ start }) => Date.parse(start)).sort();
const moved = (bookingId: string) =>
  until('it is moved', async () =>
    (await pep.world.booking(bookingId)).history.find(({ intent }) => intent === 'moved'),
  );
const gone = (bookingId: string) =>
  until('nothing is left to be released', async () => {
    const booking = await pep.world.booking(bookingId);
    return booking.phase.state === 'scheduled' && (booking.releases ?? []).length === 0 ? booking : undefined;
  });

test('the new time is booked before the old one is given back', async () => {
  const { world, bookingId, appointment } = await booked();
  const answer = await act(world, DANA, bookingId, { intent: 'reschedule', text: 'Friday after 3' });
  expect(answer.outcome).toBe('accepted');
  await moved(bookingId);
  const booking = await gone(bookingId);
  const now = appointmentOf(booking)!;
  expect(now).toMatchObject({ reference: `${bookingId}-2`, providerId: appointment.providerId });
  expect(now.confirmation).not.toBe(appointment.confirmation);
  expect(startsOf(standing())).toEqual([Date.parse(now.start)]);
  // The shops' own records: the new one was made first, then the old one was cancelled.
  const [old, fresh] = pep.pepboys.ledger();
  expect([old?.status, fresh?.status]).toEqual(['CANCELED', 'BOOKED']);
  expect(old!.history.at(-1)!.at >= fresh!.history[0]!.at).toBe(true);
  expect(booking.history.map(({ intent }) => intent).slice(-3)).toEqual(['reschedule', 'moved', 'released']);
  expect(world.thread(bookingId).join('\n')).toMatch(/Moved to Fri, Jan 10, .*, confirmation PB-.* is given back\./);
});

test('an old time that the shop does not give back is told, with its phone: both stand', async () => {
  const { world, bookingId, appointment } = await booked();
  const { directory } = world.pitcrew.parts.store;
  const shop = (await directory.provider(appointment.providerId))!;
  await directory.putProvider({ ...shop, phone: '+13125550199' });
  // The old shop begins with the work while the new time is being booked, and tells us only later.
  pep.pepboys.setFaults('poll:error500=1');
  await act(world, DANA, bookingId, { intent: 'reschedule', text: 'Friday after 3' });
  await pep.say(appointment.reference, 'WORKING');
  const booking = await until('it is refused', async () => {
    const present = await world.booking(bookingId);
    return present.releases?.some(({ refused }) => refused !== undefined) ? present : undefined;
  });
  expect(booking.phase.state).toBe('scheduled');
  expect(booking.history.at(-1)?.intent).toBe('release-refused');
  const line = await until('the thread says so', () =>
    world.thread(bookingId).find((text) => text.includes('Both appointments stand')),
  );
  expect(line).toMatch(/did not give Mon, Jan 6, .* back: .* Both appointments stand\. Please call Pep Boys/);
  await world.card(bookingId, (text) => text.includes('Both appointments stand'));
});

test('a release is tried again until the shop answers', async () => {
  const { world, bookingId } = await booked();
  pep.pepboys.setFaults('cancel:error500=1x3');
  await act(world, DANA, bookingId, { intent: 'reschedule', text: 'Friday after 3' });
  await moved(bookingId);
  await gone(bookingId);
  expect(standing()).toHaveLength(1);
});

test('work that begins at the old time ends the move: what was just won is cancelled', async () => {
  const { world, bookingId, appointment } = await booked();
  pep.pepboys.setFaults('confirm:timeout-after=1x1');
  const { pitcrew } = world;
  await act(world, DANA, bookingId, { intent: 'reschedule', text: 'Friday after 3' });
  await until('the shops have both', () => standing()[1]);
  // The shop's word, as a poll would bring it, while nobody knows yet whether the new time is booked.
  const { confirmation } = appointment;
  await pitcrew.parts.app.dispatch.receive({
    id: 'pepboys:working',
    channel: 'pepboys',
    body: {
      kind: 'status',
      network: 'pepboys',
      update: {
        eventId: 'working',
        confirmation,
        status: 'in-progress',
        at: new Date(Date.parse(appointment.start)).toISOString(),
      },
    },
  });
  const booking = await world.inState(bookingId, 'in-progress');
  expect(appointmentOf(booking)?.confirmation).toBe(confirmation);
  await until('nothing is left', async () =>
    (await world.booking(bookingId)).releases?.length === 0 ? true : undefined,
  );
  expect(startsOf(standing())).toEqual([Date.parse(appointment.start)]);
  expect((await world.booking(bookingId)).outcomes[0]).toMatchObject({ intent: 'reschedule', result: 'failed' });
});
