import { appointmentOf } from '../../src/domain/booking.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';
import { CHANNEL, DANA, MONDAY, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';

let world: World;
let bookingId: string;
beforeEach(async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY });
  bookingId = await world.raise();
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.inState(bookingId, 'scheduled');
  await world.card(bookingId, (text) => text.includes('"reschedule"'));
});
afterEach(() => world.close());

const openForm = async () => {
  expect(await world.click(DANA, bookingId, 'reschedule')).toBe(200);
  return until('the form is open', () => world.workspace.state.views(DANA.id).at(-1));
};
interface Input {
  readonly type: string;
  readonly block_id: string;
  readonly element: {
    readonly type: string;
    readonly action_id: string;
    readonly options?: { readonly value: string }[];
  };
}
const blocksOf = (view: { readonly [field: string]: unknown }) => view['blocks'] as readonly Input[];
const moved = () =>
  until('it is moved', async () => {
    const booking = await world.booking(bookingId);
    const isMoved = booking.phase.state === 'scheduled' && booking.history.some(({ intent }) => intent === 'moved');
    return isMoved ? appointmentOf(booking) : undefined;
  });
const chicago = (at: string) => new Date(at).toLocaleString('sv-SE', { timeZone: 'America/Chicago' }).slice(0, 16);

test('the form has a list of free times, a day and words; each is checked before it is sent', async () => {
  const { view } = await openForm();
  expect(view).toMatchObject({ callback_id: 'reschedule' });
  const inputs = blocksOf(view).filter(({ type }) => type === 'input');
  expect(inputs.map(({ block_id, element }) => [block_id, element.action_id, element.type])).toEqual([
    ['slotId', 'slotId', 'static_select'],
    ['date', 'date', 'datepicker'],
    ['text', 'text', 'plain_text_input'],
  ]);
  const wrong = async (typed: Record<string, string>) => (await world.workspace.submitView(DANA.id, typed)).errors;
  expect(await wrong({})).toEqual({ text: 'Please choose a time, a day, or say when.' });
  expect(await wrong({ text: 'whenever' })).toEqual({
    text: 'These words name no time. Try “Friday after 3”, “next Tuesday morning” or “tomorrow 9:30”.',
  });
  expect(await wrong({ text: 'yesterday at 9' })).toEqual({
    text: 'That time has passed. Please name one that lies ahead.',
  });
  expect(await wrong({ date: '2031-01-05' })).toEqual({ date: 'That day has passed. Please choose a later one.' });
  expect(await wrong({ date: '2031-02-30' })).toEqual({ date: 'There is no such day.' });
  expect((await world.booking(bookingId)).phase.state).toBe('scheduled');

  expect(await wrong({ date: '2031-01-08', text: 'after 3' })).toEqual({});
  expect(chicago((await moved()).start)).toBe('2031-01-08 15:00');
  await world.card(bookingId, (text) => text.includes('Wed, Jan 8, 3:00'));
  await until('the card is current', async () => ((await world.cardsAreCurrent()) ? true : undefined));
});

test('a time of the form’s list moves it there', async () => {
  const { view } = await openForm();
  const wanted = blocksOf(view)[1]!.element.options![0]!;
  await world.workspace.submitView(DANA.id, { slotId: wanted.value });
  const now = await moved();
  const slot = (await world.booking(bookingId)).offer.slots.find(({ slotId }) => slotId === wanted.value);
  expect(now.start).toBe(slot?.start);
});

test('“More times” of an appointment brings buttons that move it; a click on one does', async () => {
  const before = appointmentOf(await world.booking(bookingId))!;
  expect(await world.click(DANA, bookingId, 'more-slots')).toBe(200);
  const card = await world.card(bookingId, (text) => text.includes('reschedule:more'));
  const text = JSON.stringify(card.blocks);
  expect(text).toContain('Move here');
  expect(text).not.toContain('choose-slot');
  const booking = await world.booking(bookingId);
  expect(booking.phase.state).toBe('scheduled');
  const [first] = booking.offer.slots;
  expect([first?.providerId, first?.start]).not.toEqual([before.providerId, before.start]);

  expect((await world.workspace.click(DANA.id, CHANNEL, card.ts, 'reschedule:1')).status).toBe(200);
  const now = await moved();
  expect(now).toMatchObject({ start: first?.start, providerId: first?.providerId });
  await until('nothing is left behind', async () =>
    ((await world.booking(bookingId)).releases ?? []).length === 0 ? true : undefined,
  );
  expect(world.shops.ledger().filter(({ status }) => status === 'CONFIRMED')).toHaveLength(1);
  // The buttons have gone with the move.
  await world.card(bookingId, (shown) => !shown.includes('reschedule:1') && shown.includes('"reschedule"'));
});

test('an appointment that somebody made himself takes its place from the card', async () => {
  expect(await world.click(DANA, bookingId, 'book-manually')).toBe(200);
  await until('the form is open', () => world.workspace.state.views(DANA.id).at(-1));
  await world.workspace.submitView(DANA.id, {
    providerName: 'Hal’s Garage',
    start: String(Date.parse('2031-01-07T16:00:00Z') / 1000),
  });
  // The old appointment is today: its fee is shown before anything is cancelled.
  await world.card(bookingId, (text) => text.includes('confirm-cancel') && text.includes('now costs $30.00'));
  await world.click(DANA, bookingId, 'confirm-cancel');
  const booking = await world.inState(bookingId, 'manual');
  const row = booking.history.find(({ intent }) => intent === 'book-manually');
  expect(row?.actor).toMatchObject({ kind: 'member', id: DANA.id.toLowerCase(), channel: 'slack' });
  expect(world.shops.ledger().map(({ status }) => status)).toEqual(['CANCELLED']);
});
