import type { Provider } from '../../src/domain/directory.ts';
import { createOptOuts } from '../../adapters/sms/opt-outs.ts';
import { isGsm7, segmentsOf } from '../../adapters/shared/gsm7.ts';
import type { LocalWorld } from '../support/local-world.ts';
import { look, press, shopOf, startLocalWorld } from '../support/local-world.ts';
import { tempDir } from '../support/temp.ts';
import type { ArrivedText, TwilioApi } from '../support/twilio-api.ts';
import { startTwilioApi } from '../support/twilio-api.ts';
import { until } from '../support/waiting.ts';
import { DANA, MONDAY } from '../support/world.ts';

const MOBILE = '+13125550177';
let world: LocalWorld;
let twilio: TwilioApi;
beforeEach(async () => void (twilio = await startTwilioApi()));
afterEach(async () => {
  await world.close();
  await twilio.close();
});

const open = async (lakeside: Partial<Provider>, options: { readonly sms?: boolean; readonly smtp?: boolean } = {}) => {
  const others = ['elm', 'oak', 'pine'].map((name, i) => shopOf(name, { lat: 41.88 + 0.04 * (i + 2) }));
  world = await startLocalWorld([shopOf('lakeside', lakeside), ...others], {
    dataDir: tempDir(),
    startsAt: MONDAY,
    env: options.sms === false ? {} : twilio.env,
    ...(options.smtp === undefined ? {} : { smtp: options.smtp }),
  });
};
const MOBILE_ONLY: Partial<Provider> = { email: undefined, mobile: MOBILE };

/** Raises an alert and clicks Lakeside's time, which is the nearest. */
async function ask(): Promise<string> {
  const bookingId = await world.raise();
  await world.card(bookingId);
  expect((await world.booking(bookingId)).offer.slots[0]).toMatchObject({ providerId: 'lakeside' });
  await world.click(DANA, bookingId, 'choose-slot:1');
  return bookingId;
}
/** Waits until the shop is known to have the request. */
const asked = (bookingId: string) =>
  until('the shop’s answer is waited for', async () => {
    const { phase } = await world.booking(bookingId);
    return (phase.state === 'requested' && phase.request.answerBy !== undefined) || undefined;
  });
const text = (what: RegExp): Promise<ArrivedText> => twilio.text(String(what), ({ body }) => what.test(body));
const linksIn = ({ body }: ArrivedText): readonly string[] => body.match(/https?:\/\/\S+/g) ?? [];
/** The addresses of a page's other ways, by their words. */
const ways = (html: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...html.matchAll(/<a href="([^"]+)">([^<]+)<\/a>/g)].map(([, url = '', words = '']) => [words, url]),
  );

test('a shop with a mobile alone is asked by a text with one link, accepts there, and reports the work by the next', async () => {
  await open(MOBILE_ONLY);
  const bookingId = await ask();
  const request = await text(/can you take/);
  expect(request).toMatchObject({ to: MOBILE, from: '+13125550100' });
  expect(request.body).toMatch(
    /^Acme Delivery: can you take truck-17 Mon, Jan 6, .+ CST\? .*Accept, propose a time or decline by /,
  );
  expect([isGsm7(request.body), segmentsOf(request.body), linksIn(request).length]).toEqual([true, 2, 1]);
  await asked(bookingId);

  const [link = ''] = linksIn(request);
  const page = await look(link);
  expect([page.status, page.html.match(/<form /g)?.length]).toEqual([200, 1]);
  expect(Object.keys(ways(page.html))).toEqual(['Propose another time', 'Decline']);
  expect(await press(link)).toBe(200);
  await world.inState(bookingId, 'scheduled');
  expect(await press(link)).toBe(410);

  const second = await text(/^Booked: /);
  expect([isGsm7(second.body), segmentsOf(second.body) <= 2]).toEqual([true, true]);
  const [started = '', done = ''] = linksIn(second);
  expect(await press(started)).toBe(200);
  await world.inState(bookingId, 'in-progress');
  expect(ways((await look(done)).html)).toEqual({});
  expect(await press(done)).toBe(200);
  await world.inState(bookingId, 'completed');
  expect([twilio.texts.length, world.post.mails.length]).toEqual([2, 0]);
}, 20_000);

test('the link’s page leads to the other answers: another time, or no', async () => {
  await open(MOBILE_ONLY);
  const bookingId = await ask();
  const page = await look(linksIn(await text(/can you take/))[0] ?? '');
  const { 'Propose another time': propose = '', Decline: decline = '' } = ways(page.html);
  expect(await press(propose, { start: '2031-01-08T09:00' })).toBe(200);
  await until(
    'its time is offered',
    async () => (await world.booking(bookingId)).offer.slots.some(({ proposed }) => proposed) || undefined,
  );
  expect(await press(decline)).toBe(410);
});

test('a shop with both gets both; the answer by text uses up the mail’s links too', async () => {
  await open({ mobile: MOBILE });
  const bookingId = await ask();
  const mail = await world.letter('desk@lakeside.test', /can you take/);
  const request = await text(/can you take/);
  expect(await press(linksIn(request)[0] ?? '')).toBe(200);
  await world.inState(bookingId, 'scheduled');
  expect(await press(mail.links['Decline'] ?? '')).toBe(410);
});

test('a text that is not taken does not lose a request that went by mail', async () => {
  await open({ mobile: MOBILE });
  twilio.always = { status: 503 };
  const bookingId = await ask();
  const mail = await world.letter('desk@lakeside.test', /can you take/);
  await asked(bookingId);
  expect(await press(mail.links['Accept'] ?? '')).toBe(200);
  await world.inState(bookingId, 'scheduled');
});

test('while texts are not taken, a shop without e-mail is tried again; the text comes once', async () => {
  await open(MOBILE_ONLY);
  twilio.faults.push({ status: 429 });
  const bookingId = await ask();
  const request = await twilio.text('the request', ({ body }) => body.includes('can you take'), 12_000);
  expect(twilio.asked).toHaveLength(2);
  expect(await press(linksIn(request)[0] ?? '')).toBe(200);
  await world.inState(bookingId, 'scheduled');
}, 20_000);

test('a shop that no text reached in its time for an answer counts as not having answered: the next times are offered', async () => {
  await open({ ...MOBILE_ONLY, answerMinutes: 0.05 });
  twilio.always = { status: 401, code: 20_003 };
  const bookingId = await ask();
  const booking = await until(
    'other times are offered',
    async () => {
      const now = await world.booking(bookingId);
      return now.history.some(({ intent }) => intent === 'no-answer') ? now : undefined;
    },
    15_000,
  );
  expect(booking.phase.state).toBe('offered');
  expect(booking.offer.slots.map(({ providerId }) => providerId)).not.toContain('lakeside');
  expect(twilio.texts).toEqual([]);
}, 25_000);

test('an answer that got lost on the way is no reason for a second text', async () => {
  await open(MOBILE_ONLY);
  twilio.faults.push({ dropAfter: true });
  const bookingId = await ask();
  await asked(bookingId);
  expect(twilio.texts).toHaveLength(1);
});

test('who said STOP is not texted again, mail goes on; after START texts come again', async () => {
  await open({ mobile: MOBILE });
  twilio.optedOut.add(MOBILE);
  const bookingId = await ask();
  const mail = await world.letter('desk@lakeside.test', /can you take/);
  await asked(bookingId);
  expect(twilio.asked).toHaveLength(1);
  expect(await press(mail.links['Accept'] ?? '')).toBe(200);
  await world.letter('desk@lakeside.test', /: booked for /);
  expect(twilio.asked).toHaveLength(1);

  twilio.optedOut.delete(MOBILE);
  const { memory } = world.pitcrew.parts.store;
  await createOptOuts(memory, { now: () => new Date() }).remove(MOBILE);
  await world.card(bookingId, (card) => card.includes('cancel'));
  await world.click(DANA, bookingId, 'cancel');
  await text(/is cancelled/);
});

test('a shop that can be reached by text alone and said STOP declines in words, and is not offered any more', async () => {
  await open(MOBILE_ONLY);
  twilio.optedOut.add(MOBILE);
  const bookingId = await ask();
  await until(
    'it is declined',
    async () => (await world.booking(bookingId)).history.some(({ intent }) => intent === 'declined') || undefined,
  );
  const { offer } = await world.booking(bookingId);
  expect(offer.slots.length).toBeGreaterThan(0);
  expect(offer.slots.map(({ providerId }) => providerId)).not.toContain('lakeside');
  expect(twilio.asked).toHaveLength(1);
});

test('a cancellation reaches the shop by text', async () => {
  await open(MOBILE_ONLY);
  const bookingId = await ask();
  await press(linksIn(await text(/can you take/))[0] ?? '');
  await world.inState(bookingId, 'scheduled');
  await world.card(bookingId, (card) => card.includes('cancel'));
  await world.click(DANA, bookingId, 'cancel');
  expect((await text(/is cancelled/)).body).toMatch(
    /^Acme Delivery: truck-17 Mon, Jan 6, .* is cancelled\. The time is yours again\.$/,
  );
  await world.inState(bookingId, 'cancelled');
});

test('without text messages set up, a shop with a mobile alone is not offered', async () => {
  await open(MOBILE_ONLY, { sms: false });
  const bookingId = await world.raise();
  await world.card(bookingId);
  const { offer } = await world.booking(bookingId);
  expect(offer.slots.length).toBeGreaterThan(0);
  expect(offer.slots.map(({ providerId }) => providerId)).not.toContain('lakeside');
});

test('without a mail server, shops with a mobile are offered and asked all the same', async () => {
  await open({ mobile: MOBILE }, { smtp: false });
  const bookingId = await ask();
  await text(/can you take/);
  const { offer } = await world.booking(bookingId);
  expect([...new Set(offer.slots.map(({ providerId }) => String(providerId)))]).toEqual(['lakeside']);
});
