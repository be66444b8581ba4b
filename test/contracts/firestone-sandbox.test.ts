import type { FirestoneSandbox, FirestoneSandboxOptions } from '../../adapters/providers/firestone/sandbox/index.ts';
import { startFirestoneSandbox } from '../../adapters/providers/firestone/sandbox/index.ts';
import type { SandboxShop } from '../../adapters/shared/sandbox/index.ts';
import type { Call } from '../support/firestone-wire.ts';
import { bookingBody, fetchToken, isSigned, signIn, startCallback } from '../support/firestone-wire.ts';

const shop = (networkRef: string, more: Partial<SandboxShop> = {}): SandboxShop => ({
  networkRef,
  name: `Firestone ${networkRef}`,
  lat: 41.86,
  lon: -87.63,
  timeZone: 'America/Chicago',
  phone: '+13126621553',
  address: { line1: '1558 S Wabash Ave', city: 'Chicago', state: 'IL', postalCode: '60605' },
  ...more,
});

// A Sunday in Chicago, 09:04:05; the shop opens on Monday at 07:30, and that Monday 09:00 is 23 h 55 min 55 s away.
const SUNDAY = new Date('2026-11-22T15:04:05Z');
const MONDAY = '/v2/stores/023845/availability?service=BATT&from=2026-11-23&days=1';

let clock = SUNDAY;
let sandbox: FirestoneSandbox;
let call: Call;

async function open(options: Partial<FirestoneSandboxOptions> = {}): Promise<void> {
  clock = SUNDAY;
  sandbox = await startFirestoneSandbox({ shops: [shop('023845')], now: () => clock, webhookRetryMs: 10, ...options });
  call = await signIn(sandbox.url);
}

const slotsOn = async (path = MONDAY) => (await call('GET', path)).json.days[0]?.slots ?? [];
const slotAt = async (start: string, path = MONDAY) =>
  (await slotsOn(path)).find((slot: { start: string }) => slot.start === start);
const book = (key: string, body: unknown) => call('POST', '/v2/appointments', body, { 'Idempotency-Key': key });
const bookAt = async (key: string, start: string, callbackUrl?: string) =>
  book(key, bookingBody('023845', (await slotAt(start)).slotId, callbackUrl));

afterEach(() => sandbox.close());

describe('the token', () => {
  beforeEach(() => open());

  test('is handed out for the client credentials, for 900 s', async () => {
    const { status, json } = await fetchToken(sandbox.url);
    expect([status, json.token_type, json.expires_in]).toEqual([200, 'Bearer', 900]);
    expect(typeof json.access_token).toBe('string');
  });

  test('is refused for a wrong secret', async () => {
    expect((await fetchToken(sandbox.url, 'wrong')).status).toBe(401);
  });

  test('is needed for every call, and ends with its time', async () => {
    expect((await fetch(`${sandbox.url}/v2/stores`)).status).toBe(401);
    clock = new Date(SUNDAY.getTime() + 899_000);
    expect((await call('GET', '/v2/stores')).status).toBe(200);
    clock = new Date(SUNDAY.getTime() + 900_000);
    for (const [method, path] of [
      ['GET', '/v2/stores'],
      ['GET', MONDAY],
      ['POST', '/v2/appointments'],
      ['GET', '/v2/appointments?idempotencyKey=k'],
      ['PATCH', '/v2/appointments/FCAC-1'],
      ['DELETE', '/v2/appointments/FCAC-1'],
    ] as const) {
      expect([path, (await call(method, path)).status]).toEqual([path, 401]);
    }
  });
});

describe('the stores', () => {
  test('come in pages, each with all that the contract names', async () => {
    const shops = ['000001', '000002', '000003', '000004', '000005'].map((ref) => shop(ref, { maxGvwrLb: 14000 }));
    await open({ shops, pageSize: 2 });
    const pages = [];
    for (const page of [1, 2, 3]) pages.push((await call('GET', `/v2/stores?page=${page}`)).json);
    expect(pages.map(({ stores }) => stores.length)).toEqual([2, 2, 1]);
    expect(pages.map(({ nextPage }) => nextPage)).toEqual([2, 3, null]);
    expect(pages[0].stores[0]).toEqual({
      storeNumber: '000001',
      name: 'Firestone 000001',
      address: { line1: '1558 S Wabash Ave', city: 'Chicago', state: 'IL', postalCode: '60605' },
      geo: { lat: 41.86, lng: -87.63 },
      timeZone: 'America/Chicago',
      phone: '+13126621553',
      services: ['BATT', 'BRK', 'OIL', 'TIRE', 'DIAG'],
      certifications: ['ASE'],
      maxGvwrLb: 14000,
      bookingPage: 'https://www.firestonecompleteautocare.example/schedule/000001',
      cancelFee: { amount: 30, currency: 'USD', beforeHours: 24 },
    });
  });

  test('say only the services that both the shop and the network do', async () => {
    await open({ shops: [shop('023845', { services: ['BATTERY_12V', 'TRANSMISSION', 'OIL'] })] });
    expect((await call('GET', '/v2/stores')).json.stores[0].services).toEqual(['BATT', 'OIL']);
    const brakes = await call('GET', MONDAY.replace('BATT', 'BRK'));
    expect([brakes.status, brakes.json]).toEqual([400, { code: 'INVALID_REQUEST', field: 'service' }]);
  });

  test('since a moment include those that changed at that very moment', async () => {
    await open({ shops: [shop('000001'), shop('000002')] });
    clock = new Date('2026-11-22T16:00:00Z');
    call = await signIn(sandbox.url);
    sandbox.updateShop('000002', { phone: '+13125550199' });
    const since = async (iso: string) =>
      (await call('GET', `/v2/stores?updatedSince=${iso}`)).json.stores.map((s: { phone: string }) => s.phone);
    expect(await since('2026-11-22T16:00:00Z')).toEqual(['+13125550199']);
    expect(await since('2026-11-22T16:00:01Z')).toEqual([]);
    expect(await since('2026-11-22T15:04:05Z')).toHaveLength(2);
    expect((await call('GET', '/v2/stores?updatedSince=lately')).json.field).toBe('updatedSince');
  });
});

describe('availability', () => {
  beforeEach(() => open());

  test('lists shop-local starts every half hour that end by closing, without closed days', async () => {
    const { json } = await call('GET', '/v2/stores/023845/availability?service=BATT&from=2026-11-22&days=8');
    expect([json.storeNumber, json.timeZone, json.asOf]).toEqual(['023845', 'America/Chicago', '2026-11-22T15:04:05Z']);
    expect(json.days.map((day: { date: string }) => day.date)).toEqual(
      ['23', '24', '25', '26', '27', '28'].map((day) => `2026-11-${day}`),
    );
    const [monday] = json.days;
    const saturday = json.days.at(-1);
    expect(monday.dropOff).toEqual({ from: '07:30', to: '10:00' });
    expect([monday.slots.length, monday.slots[0].start, monday.slots[0].end]).toEqual([20, '07:30', '08:30']);
    expect([monday.slots.at(-1).start, monday.slots.at(-1).end]).toEqual(['17:00', '18:00']);
    expect([saturday.slots.length, saturday.slots.at(-1).start]).toEqual([16, '15:00']);
    expect(Object.keys(monday.slots[0])).toEqual(['slotId', 'start', 'end', 'baysOpen', 'estimate']);
    expect(monday.slots[0].baysOpen).toBe(3);
    expect(monday.slots[0].estimate.amount).toBeGreaterThanOrEqual(179);
    expect(monday.slots[0].estimate.amount).toBeLessThanOrEqual(199);
  });

  test.each([
    ['BATT', '08:30'],
    ['BRK', '09:30'],
    ['OIL', '08:15'],
    ['TIRE', '08:30'],
    ['DIAG', '09:00'],
  ])('a %s job that starts at 07:30 ends at %s', async (service, end) => {
    expect((await slotsOn(MONDAY.replace('BATT', service)))[0].end).toBe(end);
  });

  test('takes 1 to 31 days, a real date and one of the five services', async () => {
    const field = async (query: string) => {
      const { status, json } = await call('GET', `/v2/stores/023845/availability?${query}`);
      return status === 200 ? 'fine' : `${status} ${json.code} ${json.field}`;
    };
    expect(await field('service=BATT&from=2026-11-23&days=1')).toBe('fine');
    expect(await field('service=BATT&from=2026-11-23&days=31')).toBe('fine');
    expect(await field('service=BATT&from=2026-11-23&days=32')).toBe('400 INVALID_REQUEST days');
    expect(await field('service=BATT&from=2026-11-23&days=0')).toBe('400 INVALID_REQUEST days');
    expect(await field('service=BATT&from=2026-11-23')).toBe('400 INVALID_REQUEST days');
    expect(await field('service=BATT&from=2026-02-30&days=1')).toBe('400 INVALID_REQUEST from');
    expect(await field('service=BATTERY_12V&from=2026-11-23&days=1')).toBe('400 INVALID_REQUEST service');
    expect((await call('GET', MONDAY.replace('023845', '999999'))).json).toEqual({ code: 'NOT_FOUND' });
  });

  test('does not list what has begun', async () => {
    clock = new Date('2026-11-23T15:00:00Z'); // Monday 09:00 in Chicago
    call = await signIn(sandbox.url);
    expect((await slotsOn())[0].start).toBe('09:30');
  });

  test('keeps a slot id for its store, service and start, also after a restart', async () => {
    const first = (await slotAt('09:00')).slotId;
    const ids = [first, (await slotAt('09:30')).slotId, (await slotAt('09:00', MONDAY.replace('BATT', 'TIRE'))).slotId];
    await sandbox.close();
    await open({ shops: [shop('000001'), shop('023845')], seed: 7 });
    ids.push((await slotAt('09:00', MONDAY.replace('023845', '000001'))).slotId);
    expect(new Set(ids).size).toBe(4);
    expect((await slotAt('09:00')).slotId).toBe(first);
  });

  test('a booking takes one bay for its whole length: starts that overlap lose one', async () => {
    await bookAt('a', '09:00');
    const open = Object.fromEntries(
      (await slotsOn()).map((s: { start: string; baysOpen: number }) => [s.start, s.baysOpen]),
    );
    expect([open['08:00'], open['08:30'], open['09:00'], open['09:30'], open['10:00']]).toEqual([3, 2, 2, 2, 3]);
    const brakes = await slotAt('07:30', MONDAY.replace('BATT', 'BRK')); // 07:30 to 09:30
    expect(brakes.baysOpen).toBe(2);
  });

  test('lists a full slot with no bay open', async () => {
    for (const key of ['a', 'b', 'c']) await bookAt(key, '09:00');
    expect((await slotAt('09:00')).baysOpen).toBe(0);
  });
});

describe('the day the clocks change', () => {
  const night = { openingHours: 'Mo-Su 00:00-06:00' };
  const starts = async (ref: string, date: string, service = 'BATT') =>
    (await slotsOn(`/v2/stores/${ref}/availability?service=${service}&from=${date}&days=1`)).map(
      (slot: { start: string; end: string }) => `${slot.start}-${slot.end}`,
    );

  beforeEach(() =>
    open({
      shops: [
        shop('NY', { ...night, timeZone: 'America/New_York' }),
        shop('AZ', { ...night, timeZone: 'America/Phoenix' }),
      ],
    }),
  );

  test('an hour that is skipped is not offered in New York, and is in Arizona', async () => {
    const plain = (await starts('AZ', '2027-03-14')).join(' ');
    expect(plain).toBe(
      '00:00-01:00 00:30-01:30 01:00-02:00 01:30-02:30 02:00-03:00 02:30-03:30 03:00-04:00 03:30-04:30 04:00-05:00 04:30-05:30 05:00-06:00',
    );
    expect((await starts('NY', '2027-03-14')).join(' ')).toBe(
      '00:00-01:00 00:30-01:30 01:00-03:00 01:30-03:30 03:00-04:00 03:30-04:30 04:00-05:00 04:30-05:30 05:00-06:00',
    );
    expect((await starts('NY', '2027-03-13')).join(' ')).toBe(plain);
  });

  test('an hour that comes twice is the earlier, and ends that would not read later are left out', async () => {
    expect((await starts('NY', '2026-11-01')).join(' ')).toBe('');
    clock = new Date('2026-10-31T12:00:00Z');
    call = await signIn(sandbox.url);
    expect((await starts('NY', '2026-11-01')).join(' ')).toBe(
      '00:00-01:00 00:30-01:30 02:00-03:00 02:30-03:30 03:00-04:00 03:30-04:30 04:00-05:00 04:30-05:30 05:00-06:00',
    );
    const { slotId } = await slotAt('01:00', '/v2/stores/NY/availability?service=BRK&from=2026-11-01&days=1');
    const booked = await book('k', { ...bookingBody('NY', slotId), service: 'BRK' });
    expect(booked.json.start).toBe('2026-11-01T01:00:00-04:00');
  });

  test.each([
    ['NY', '2027-03-13', '03:00', '2027-03-13T03:00:00-05:00'],
    ['NY', '2027-03-14', '01:30', '2027-03-14T01:30:00-05:00'],
    ['NY', '2027-03-14', '03:00', '2027-03-14T03:00:00-04:00'],
    ['AZ', '2027-03-14', '03:00', '2027-03-14T03:00:00-07:00'],
  ])('a booking in %s on %s at %s starts at %s', async (ref, date, start, expected) => {
    const { slotId } = await slotAt(start, `/v2/stores/${ref}/availability?service=BATT&from=${date}&days=1`);
    expect((await book('k', bookingBody(ref, slotId))).json.start).toBe(expected);
  });
});

describe('booking', () => {
  beforeEach(() => open());

  test('answers 201 with confirmation, status and start, and is in the ledger', async () => {
    const { status, json } = await bookAt('booking-1/1', '09:00');
    expect(status).toBe(201);
    expect(json).toEqual({
      confirmation: expect.stringMatching(/^FCAC-\d+$/),
      status: 'CONFIRMED',
      start: '2026-11-23T09:00:00-06:00',
    });
    expect(sandbox.ledger()).toEqual([
      {
        network: 'firestone',
        reference: 'booking-1/1',
        confirmation: json.confirmation,
        store: '023845',
        service: 'BATT',
        start: '2026-11-23T09:00:00-06:00',
        end: '2026-11-23T10:00:00-06:00',
        status: 'CONFIRMED',
        vehicle: bookingBody('', '').vehicle,
        workOrder: bookingBody('', '').workOrder,
        history: [{ at: '2026-11-22T15:04:05.000Z', status: 'CONFIRMED', start: '2026-11-23T09:00:00-06:00' }],
      },
    ]);
  });

  test('needs an Idempotency-Key', async () => {
    const reply = await call('POST', '/v2/appointments', bookingBody('023845', (await slotAt('09:00')).slotId));
    expect([reply.status, reply.json]).toEqual([400, { code: 'IDEMPOTENCY_KEY_REQUIRED' }]);
  });

  test('a key that has its 201 keeps it: for another body, a broken one, and after a cancellation', async () => {
    const first = await bookAt('k', '09:00');
    expect(await bookAt('k', '11:00')).toEqual(first);
    expect(await book('k', '{broken')).toEqual(first);
    await call('DELETE', `/v2/appointments/${first.json.confirmation}`);
    expect(await bookAt('k', '09:00')).toEqual(first);
    expect(sandbox.ledger().map(({ status }) => status)).toEqual(['CANCELLED']);
    expect((await slotAt('09:00')).baysOpen).toBe(3);
  });

  test('twenty requests with one key at the same moment are one booking', async () => {
    const { slotId } = await slotAt('09:00');
    const replies = await Promise.all(Array.from({ length: 20 }, () => book('k', bookingBody('023845', slotId))));
    expect(new Set(replies.map(({ json }) => json.confirmation)).size).toBe(1);
    expect(sandbox.ledger()).toHaveLength(1);
  });

  test('a taken slot is 409 with the open ones of the same store, service and day; that is not remembered', async () => {
    const { slotId } = await slotAt('09:00');
    for (const key of ['a', 'b', 'c']) await book(key, bookingBody('023845', slotId));
    const taken = await book('d', bookingBody('023845', slotId));
    expect([taken.status, taken.json.code]).toEqual([409, 'SLOT_TAKEN']);
    const { alternatives } = taken.json;
    expect(alternatives.slice(0, 3).map((slot: { start: string }) => slot.start)).toEqual(['07:30', '08:00', '10:00']);
    expect(alternatives).toHaveLength(17); // 20 less 08:30, 09:00 and 09:30
    expect(alternatives[0]).toEqual({ ...(await slotAt('07:30')), date: '2026-11-23' });
    await call('DELETE', `/v2/appointments/${(await book('a', {})).json.confirmation}`);
    expect((await book('d', bookingBody('023845', slotId))).status).toBe(201);
  });

  test('of fifty at once on the last place one wins', async () => {
    await sandbox.close();
    await open({ bays: 1 });
    const { slotId } = await slotAt('09:00');
    const all = Array.from({ length: 50 }, (_, i) => book(`k${i}`, bookingBody('023845', slotId)));
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
  });

  test.each([
    ['storeNumber', { storeNumber: 23845 }],
    ['slotId', { slotId: undefined }],
    ['service', { service: 'HAIRCUT' }],
    ['vehicle', { vehicle: 'a van' }],
    ['vehicle.vin', { vehicle: {} }],
    ['vehicle.year', { vehicle: { vin: '1FTFW1E5XNFA00000', year: '2022' } }],
    ['customer.phone', { customer: { fleet: 'Acme', contactName: 'Dana' } }],
    ['workOrder.number', { workOrder: { po: 'PO-1' } }],
    ['workOrder.faultCodes', { workOrder: { ...bookingBody('', '').workOrder, faultCodes: 'P0562' } }],
    [
      'workOrder.notToExceed.amount',
      { workOrder: { ...bookingBody('', '').workOrder, notToExceed: { amount: '226.80', currency: 'USD' } } },
    ],
    ['callbackUrl', { callbackUrl: 'nowhere' }],
  ])('a wrong %s is named', async (field, change) => {
    const { slotId } = await slotAt('09:00');
    const reply = await book('k', { ...bookingBody('023845', slotId), ...change });
    expect([reply.status, reply.json]).toEqual([400, { code: 'INVALID_REQUEST', field }]);
    expect(sandbox.ledger()).toEqual([]);
  });

  test('what the contract marks as optional may be absent', async () => {
    const body = bookingBody('023845', (await slotAt('09:00')).slotId);
    const { number, po, issue, service, faultCodes } = body.workOrder;
    const bare = { ...body, vehicle: { vin: body.vehicle.vin }, workOrder: { number, po, issue, service, faultCodes } };
    expect((await book('k', bare)).status).toBe(201);
  });

  test('a body that is not an object, an unknown store, another service or store, a past or made-up slot', async () => {
    await sandbox.close();
    await open({ shops: [shop('023845'), shop('000001')] });
    const { slotId } = await slotAt('09:00');
    const code = async (body: unknown) => {
      const { status, json } = await book('k', body);
      return `${status} ${json.code}`;
    };
    expect(await code('[]')).toBe('400 INVALID_REQUEST');
    expect(await code(bookingBody('999999', slotId))).toBe('404 NOT_FOUND');
    expect(await code(bookingBody('000001', slotId))).toBe('404 UNKNOWN_SLOT');
    expect(await code({ ...bookingBody('023845', slotId), service: 'TIRE' })).toBe('404 UNKNOWN_SLOT');
    expect(await code(bookingBody('023845', 's-8841'))).toBe('404 UNKNOWN_SLOT');
    clock = new Date('2026-11-23T15:00:00Z');
    call = await signIn(sandbox.url);
    expect(await code(bookingBody('023845', slotId))).toBe('404 UNKNOWN_SLOT');
  });
});

describe('change, cancel and look-up', () => {
  beforeEach(() => open());

  test('a move answers as a booking does, frees the old time, keeps the confirmation', async () => {
    const { confirmation } = (await bookAt('k', '09:00')).json;
    const { slotId } = await slotAt('14:00');
    const moved = await call('PATCH', `/v2/appointments/${confirmation}`, { slotId });
    expect(moved).toEqual({
      status: 200,
      json: { confirmation, status: 'CONFIRMED', start: '2026-11-23T14:00:00-06:00' },
    });
    expect([(await slotAt('09:00')).baysOpen, (await slotAt('14:00')).baysOpen]).toEqual([3, 2]);
  });

  test('a move by less than the job is possible when its own bay is the last', async () => {
    await sandbox.close();
    await open({ bays: 1 });
    const { confirmation } = (await bookAt('k', '09:00')).json;
    const { slotId } = await slotAt('09:30');
    expect((await call('PATCH', `/v2/appointments/${confirmation}`, { slotId })).status).toBe(200);
  });

  test('a move to a taken slot is 409 and leaves all as it was', async () => {
    await sandbox.close();
    await open({ bays: 1 });
    const { confirmation } = (await bookAt('k', '09:00')).json;
    await bookAt('other', '14:00');
    const { slotId } = await slotAt('14:00');
    const reply = await call('PATCH', `/v2/appointments/${confirmation}`, { slotId });
    expect([reply.status, reply.json.code]).toEqual([409, 'SLOT_TAKEN']);
    expect((await slotAt('09:00')).baysOpen).toBe(0);
    expect(sandbox.ledger()[0]?.start).toBe('2026-11-23T09:00:00-06:00');
  });

  test('a move stays in its store and service, and needs a known slot and appointment', async () => {
    const { confirmation } = (await bookAt('k', '09:00')).json;
    const tire = await slotAt('14:00', MONDAY.replace('BATT', 'TIRE'));
    const move = (body: unknown, id = confirmation) => call('PATCH', `/v2/appointments/${id}`, body);
    expect(await move({ slotId: tire.slotId })).toEqual({ status: 404, json: { code: 'UNKNOWN_SLOT' } });
    expect(await move({})).toEqual({ status: 400, json: { code: 'INVALID_REQUEST', field: 'slotId' } });
    expect(await move({ slotId: tire.slotId }, 'FCAC-0')).toEqual({ status: 404, json: { code: 'NOT_FOUND' } });
  });

  test.each([
    ['2026-11-22T15:00:00Z', 0],
    ['2026-11-22T15:00:01Z', 30],
  ])('cancelled at %s, 24 h before 15:00Z: fee %d, the same again', async (at, amount) => {
    const { confirmation } = (await bookAt('k', '09:00')).json;
    clock = new Date(at);
    const expected = { status: 200, json: { status: 'CANCELLED', fee: { amount, currency: 'USD' } } };
    expect(await call('DELETE', `/v2/appointments/${confirmation}`)).toEqual(expected);
    clock = new Date('2026-11-22T15:10:00Z');
    expect(await call('DELETE', `/v2/appointments/${confirmation}`)).toEqual(expected);
    expect((await slotAt('09:00')).baysOpen).toBe(3);
    expect((await call('DELETE', '/v2/appointments/FCAC-0')).status).toBe(404);
  });

  test.each(['IN_SERVICE', 'READY', 'NO_SHOW'] as const)('a job that is %s can no longer change', async (status) => {
    const { confirmation } = (await bookAt('k', '09:00')).json;
    sandbox.postStatus('k', status);
    const { slotId } = await slotAt('14:00');
    const refused = { status: 422, json: { code: 'NOT_CHANGEABLE' } };
    expect(await call('DELETE', `/v2/appointments/${confirmation}`)).toEqual(refused);
    expect(await call('PATCH', `/v2/appointments/${confirmation}`, { slotId })).toEqual(refused);
  });

  test('is found by our reference, with its status now; nothing is found for another', async () => {
    const find = async (key: string) => (await call('GET', `/v2/appointments?idempotencyKey=${key}`)).json;
    expect(await find('k%2F1')).toEqual({ appointments: [] });
    const { confirmation } = (await bookAt('k/1', '09:00')).json;
    const item = { confirmation, start: '2026-11-23T09:00:00-06:00', storeNumber: '023845', idempotencyKey: 'k/1' };
    expect(await find('k%2F1')).toEqual({ appointments: [{ ...item, status: 'CONFIRMED' }] });
    sandbox.postStatus(confirmation, 'READY');
    expect(await find('k%2F1')).toEqual({ appointments: [{ ...item, status: 'READY' }] });
    expect((await call('GET', '/v2/appointments')).json).toEqual({ code: 'INVALID_REQUEST', field: 'idempotencyKey' });
  });
});

describe('the status webhook', () => {
  let callback: Awaited<ReturnType<typeof startCallback>>;
  beforeEach(() => open());
  afterEach(() => callback.close());

  test('is signed, and brings the invoice with READY alone', async () => {
    callback = await startCallback();
    const { confirmation } = (await bookAt('k', '09:00', callback.url)).json;
    const { amount } = (await slotAt('09:00')).estimate;
    for (const status of ['CHECKED_IN', 'IN_SERVICE', 'READY'] as const) {
      sandbox.postStatus('k', status);
      await sandbox.webhooksSettled();
    }
    expect(callback.received.map((one) => isSigned(one))).toEqual([true, true, true]);
    const [checkedIn, , ready] = callback.received.map(({ body }) => JSON.parse(body));
    expect(checkedIn).toEqual({
      eventId: expect.any(String),
      confirmation,
      status: 'CHECKED_IN',
      at: '2026-11-22T15:04:05Z',
    });
    expect(Object.keys(ready)).toEqual(['eventId', 'confirmation', 'status', 'at', 'invoice']);
    expect(Math.abs(ready.invoice.amount / amount - 1)).toBeLessThan(0.081);
  });

  test('comes again until a 2xx, signed anew, with the same eventId', async () => {
    callback = await startCallback([500, 302, 404]);
    await bookAt('k', '09:00', callback.url);
    sandbox.postStatus('k', 'READY');
    await sandbox.webhooksSettled();
    expect(callback.received).toHaveLength(4);
    expect(new Set(callback.received.map(({ body }) => body)).size).toBe(1);
    expect(callback.received.every((one) => isSigned(one))).toBe(true);
  });

  test('announces our own DELETE, once', async () => {
    callback = await startCallback();
    const { confirmation } = (await bookAt('k', '09:00', callback.url)).json;
    for (const _ of [1, 2]) await call('DELETE', `/v2/appointments/${confirmation}`);
    await sandbox.webhooksSettled();
    expect(callback.received.map(({ body }) => JSON.parse(body).status)).toEqual(['CANCELLED']);
  });

  test('a cancellation by the shop frees the bay', async () => {
    callback = await startCallback();
    await bookAt('k', '09:00', callback.url);
    sandbox.postStatus('k', 'CANCELLED');
    expect((await slotAt('09:00')).baysOpen).toBe(3);
    await sandbox.webhooksSettled();
  });

  test('that nobody takes does not keep the sandbox from closing', async () => {
    callback = await startCallback(Array<number>(1000).fill(500));
    await bookAt('k', '09:00', callback.url);
    sandbox.postStatus('k', 'READY');
    await sandbox.close();
    const count = callback.received.length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(callback.received.length).toBeLessThanOrEqual(count + 1);
    await open();
  });
});

describe('the controls', () => {
  const post = async (path: string, body: unknown) => {
    const reply = await fetch(sandbox.url + path, { method: 'POST', body: JSON.stringify(body) });
    return { status: reply.status, json: (await reply.json()) as Record<string, unknown> };
  };
  const get = async (path: string) => (await fetch(sandbox.url + path)).json() as Promise<Record<string, unknown>>;
  beforeEach(() => open());

  test('set a status by our reference, and show the ledger', async () => {
    await bookAt('k', '09:00');
    expect(await post('/_sandbox/status', { reference: 'k', status: 'IN_SERVICE' })).toMatchObject({
      status: 202,
      json: { status: 'IN_SERVICE' },
    });
    expect(await get('/_sandbox/ledger')).toEqual({ appointments: sandbox.ledger() });
    expect(sandbox.ledger()[0]?.history.map(({ status }) => status)).toEqual(['CONFIRMED', 'IN_SERVICE']);
  });

  test('show a shop its day', async () => {
    const { confirmation } = (await bookAt('k', '09:00')).json;
    await bookAt('l', '09:30');
    const day = await get('/_sandbox/stores/023845/calendar?date=2026-11-23');
    expect(day).toMatchObject({ bays: 3, date: '2026-11-23', open: [{ from: '07:30', to: '18:00' }] });
    expect(day['appointments']).toMatchObject([
      { bay: 1, start: '09:00', end: '10:00', confirmation, reference: 'k', service: 'BATT', status: 'CONFIRMED' },
      { bay: 2, start: '09:30', end: '10:30', reference: 'l' },
    ]);
  });

  test('refuse in words', async () => {
    const said = async (path: string, body: unknown) => {
      const { status, json } = await post(path, body);
      return `${status} ${String(json['message'])}`;
    };
    await bookAt('k', '09:00');
    expect(await said('/_sandbox/status', { reference: 'x', status: 'READY' })).toBe(
      "404 There is no appointment with the reference or confirmation 'x'.",
    );
    expect(await said('/_sandbox/status', { reference: 'k', status: 'DONE' })).toBe(
      "400 The status 'DONE' is none of CHECKED_IN, IN_SERVICE, READY, NO_SHOW, CANCELLED.",
    );
    expect(await said('/_sandbox/status', { reference: 'k' })).toBe("400 The body needs 'status' as a text.");
    expect(await said('/_sandbox/faults', { spec: 'fire=1' })).toMatch(/^400 There is no fault 'fire'; there are /);
    expect(await said('/_sandbox/ledger', {})).toBe('405 This address takes GET, not POST.');
    expect(await get('/_sandbox/stores/nowhere/calendar')).toMatchObject({ message: "There is no shop 'nowhere'." });
  });
});
