import { CHANNEL, DANA, MONDAY, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

let world: World;
let bookingId: string;
beforeEach(async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY });
  bookingId = await world.raise();
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.inState(bookingId, 'scheduled');
  world.shops.postStatus(`${bookingId}-1`, 'READY');
  await world.inState(bookingId, 'completed');
  await world.card(bookingId, (text) => text.includes('rate:comment'));
});
afterEach(() => world.close());

const openForm = async () => {
  expect(await world.click(DANA, bookingId, 'rate:comment')).toBe(200);
  return until('the form is open', () => world.workspace.state.views(DANA.id).at(-1));
};
const rated = (stars: number) =>
  until('it is rated', async () => {
    const { rating } = await world.booking(bookingId);
    return rating?.stars === stars ? rating : undefined;
  });

test('one star button rates; the card shows it, and words can be added to it later', async () => {
  expect(await world.click(DANA, bookingId, 'rate:4')).toBe(200);
  expect(await rated(4)).toMatchObject({ stars: 4, by: { name: DANA.name, channel: 'slack' } });
  const card = await world.card(bookingId, (text) => text.includes('★★★★☆'));
  expect(JSON.stringify(card.blocks)).toContain('Edit rating');
  expect(JSON.stringify(card.blocks)).not.toContain('rate:5');

  const view = await openForm();
  expect(JSON.stringify(view.view)).toContain('"initial_option":{"text":{"type":"plain_text","text":"★★★★');
  const sent = await world.workspace.submitView(DANA.id, {
    stars: '2',
    comment: 'They forgot <the> cable & lost a *bolt*.',
  });
  expect(sent).toMatchObject({ status: 200, errors: {} });
  expect(world.workspace.state.views(DANA.id)).toEqual([]);
  expect(await rated(2)).toMatchObject({ comment: 'They forgot <the> cable & lost a *bolt*.' });
  const edited = await world.card(bookingId, (text) => text.includes('★★☆☆☆'));
  expect(JSON.stringify(edited.blocks)).toContain('>They forgot &lt;the&gt; cable &amp; lost a');

  const again = await openForm();
  expect(JSON.stringify(again.view)).toContain('"initial_value":"They forgot <the> cable & lost a *bolt*."');
});

test('a form without stars stays open and says what is missing; nothing is rated', async () => {
  await openForm();
  const sent = await world.workspace.submitView(DANA.id, { comment: 'No stars chosen.' });
  expect(sent.status).toBe(200);
  expect(sent.errors).toEqual({ stars: 'Please choose 1 to 5 stars.' });
  expect(world.workspace.state.views(DANA.id)).toHaveLength(1);
  expect((await world.booking(bookingId)).rating).toBeUndefined();

  const better = await world.workspace.submitView(DANA.id, { stars: '5', comment: 'Fine.' });
  expect(better.errors).toEqual({});
  expect(await rated(5)).toMatchObject({ comment: 'Fine.' });
});

test('a form whose opening fails is told to the clicker alone', async () => {
  world.workspace.fail('views.open', { error: 'internal_error' });
  await world.click(DANA, bookingId, 'rate:comment');
  expect(await world.told(DANA, /./)).toBe(
    'The rating form could not be opened. Please try again, or use the stars on the card.',
  );
});

test('the same star twice changes nothing; it is rated once for a booking', async () => {
  const [card] = world.workspace.messages(CHANNEL);
  const click = world.workspace.clickRequest(DANA.id, CHANNEL, card?.ts ?? '', 'rate:3');
  await Promise.all([world.workspace.send(click), world.workspace.send(click)]);
  await rated(3);
  const { history } = await world.booking(bookingId);
  expect(history.filter(({ intent }) => intent === 'rate')).toHaveLength(1);
});
