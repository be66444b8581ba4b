import { SAMPLE_CREDENTIALS, startStarSandbox } from '../../adapters/providers/star/sandbox/index.ts';
import type { StarSandbox } from '../../adapters/providers/star/sandbox/index.ts';
import { appointmentOf } from '../../src/domain/booking.ts';
import { asFleetId, asProviderId, asVehicleId } from '../../src/domain/ids.ts';
import { CHICAGO, DANA, MONDAY, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

const DEALER = {
  networkRef: 'D1042',
  name: 'Lakefront Ford Trucks',
  lat: CHICAGO.lat + 0.02,
  lon: CHICAGO.lon,
  timeZone: 'America/Chicago',
  phone: '+13125550142',
  address: { line1: '1042 Lake Street', city: 'Chicago', state: 'IL', postalCode: '60601' },
  openingHours: 'Mo-Sa 07:00-19:00',
  bays: 2,
};

let world: World;
let dealers: StarSandbox;
let pitcrewUrl = '';

async function open(env: Readonly<Record<string, string>> = {}): Promise<void> {
  // The dealers' clock is the world's, which begins on a Monday morning.
  const ahead = Date.parse(MONDAY) - Date.now();
  dealers = await startStarSandbox({
    shops: [DEALER],
    pitcrewUrl: () => pitcrewUrl,
    now: () => new Date(Date.now() + ahead),
    webhookRetryMs: 50,
  });
  const star = {
    STAR_URL: dealers.url,
    STAR_USER: SAMPLE_CREDENTIALS.user,
    STAR_PASSWORD: SAMPLE_CREDENTIALS.password,
  };
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY, env: { ...star, ...env } });
  pitcrewUrl = world.url;
  const { openingHours: _, bays: __, ...shop } = DEALER;
  await world.pitcrew.parts.store.directory.putProvider({
    ...shop,
    providerId: asProviderId('star-D1042'),
    network: 'star',
    services: ['BATTERY_HV', 'RECALL'],
    certifications: ['HV'],
  });
}
afterEach(async () => {
  await world.close();
  await dealers.close();
});

const HV = {
  system: 'battery_hv',
  faultCodes: ['P0A80'],
  message: 'State of health of the traction battery is falling',
};

async function booked(): Promise<string> {
  const bookingId = await world.raise('truck-17', HV);
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.inState(bookingId, 'scheduled');
  return bookingId;
}
const appointment = async (bookingId: string) => appointmentOf(await world.booking(bookingId));

test('the dealer reads that the maker is to pay, where the vehicle’s warranty covers the battery', async () => {
  await open();
  const { directory } = world.pitcrew.parts.store;
  const van = await directory.vehicle(asFleetId('acme'), asVehicleId('truck-17'));
  const warranty = [{ component: 'battery_hv', months: 96, km: 160_000 }];
  if (van) await directory.putVehicle({ ...van, inServiceDate: '2026-03-01', warranty, odometerKm: 88_000 });
  await booked();
  expect(dealers.ledger()[0]?.workOrder).toMatchObject({ warranty: true });
});

test('a high-voltage battery goes to a dealer, who moves the appointment, does the work, and is heard each time', async () => {
  await open();
  const bookingId = await booked();
  const [entry, ...others] = dealers.ledger();
  expect(others).toEqual([]);
  const before = await appointment(bookingId);
  expect(before).toMatchObject({ network: 'star', providerName: DEALER.name, confirmation: entry?.confirmation });
  expect(entry).toMatchObject({
    reference: `${bookingId}-1`,
    service: 'BATTERY_HV',
    vehicle: { vin: '1FTFW1E5XNFA00000' },
    workOrder: { documentId: bookingId, faultCodes: ['P0A80'], warranty: false },
  });
  expect(JSON.stringify(entry?.workOrder)).toContain('State of health of the traction battery is falling');
  expect(Date.parse(entry?.start ?? '')).toBe(Date.parse(before?.start ?? ''));

  // Two days later, at 13:00 in Chicago.
  dealers.postStatus(bookingId, 'Scheduled', '2031-01-09T13:00:00-06:00');
  await until('the appointment follows', async () =>
    (await appointment(bookingId))?.start === '2031-01-09T19:00:00.000Z' ? true : undefined,
  );
  const after = await appointment(bookingId);
  expect(after?.end).toBe('2031-01-09T23:00:00.000Z'); // four hours, as before
  await until('the manager reads both times', () =>
    world.thread(bookingId).find((line) => /moved the appointment from .* to Thu, Jan 9, 1:00/.test(line)),
  );

  dealers.postStatus(bookingId, 'InProgress');
  await world.inState(bookingId, 'in-progress');
  dealers.postStatus(bookingId, 'Completed');
  await world.inState(bookingId, 'completed');
  await dealers.webhooksSettled();
  const { history } = await world.booking(bookingId);
  expect(history.map(({ intent }) => intent).slice(-4)).toEqual([
    'confirmed',
    'moved-by-shop',
    'status-in-progress',
    'status-completed',
  ]);
  await until('cards are current', async () => (await world.cardsAreCurrent()) || undefined);
});

test('moved to a time at which the vehicle is away already, it follows all the same', async () => {
  await open();
  const other = await world.raise('truck-17', { ...HV, system: 'recall', faultCodes: [] });
  await world.card(other);
  await world.click(DANA, other, 'choose-slot:3');
  await world.inState(other, 'scheduled');
  const bookingId = await booked();
  const { start = '' } = (await appointment(other)) ?? {};
  dealers.postStatus(bookingId, 'Scheduled', start);
  await until('the appointment follows', async () =>
    (await appointment(bookingId))?.start === start ? true : undefined,
  );
  expect(await appointment(other)).toMatchObject({ start });
});

test.each(['timeout-after', 'drop-after', 'error500', 'malformed'])(
  'an answer that is lost (%s) is asked for again under the same BODID, and nothing is booked twice',
  async (fault) => {
    await open({ PROVIDER_TIMEOUT_MS: '400' });
    const bookingId = await world.raise('truck-17', HV);
    await world.card(bookingId);
    dealers.setFaults(`book:${fault}=1x2`);
    await world.click(DANA, bookingId, 'choose-slot:1');
    await world.inState(bookingId, 'scheduled', 15_000);
    expect(dealers.ledger().map(({ reference, status }) => [reference, status])).toEqual([
      [`${bookingId}-1`, 'Scheduled'],
    ]);
    expect(dealers.stats.requests['book']).toBe(3);
  },
);

test('an answer that is lost stays unknown while the dealer only says that he is busy', async () => {
  await open();
  const bookingId = await world.raise('truck-17', HV);
  await world.card(bookingId);
  dealers.setFaults('book:drop-after=1x1,book:rate-limit=1x1');
  await world.click(DANA, bookingId, 'choose-slot:1');
  const { history } = await world.inState(bookingId, 'scheduled', 15_000);
  expect(history.map(({ intent }) => intent)).toEqual(['alert', 'offer', 'choose-slot', 'unknown', 'confirmed']);
  expect(dealers.ledger()).toHaveLength(1);
});

test('a dealer who does not like the VIN ends the case for people to look at', async () => {
  await open();
  const { directory } = world.pitcrew.parts.store;
  const [vehicle] = (await directory.vehicles(asFleetId('acme'), undefined, 1)).items;
  await directory.putVehicle({ ...vehicle!, vin: '1FTFW1E5XNFA0000O' });
  const bookingId = await world.raise('truck-17', HV);
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'choose-slot:1');
  expect((await world.inState(bookingId, 'failed')).phase).toMatchObject({ providerName: DEALER.name });
  expect(dealers.ledger()).toEqual([]);
});

test('the last place goes to someone else: the manager gets other times, and a new attempt books', async () => {
  await open();
  const bookingId = await world.raise('truck-17', HV);
  await world.card(bookingId);
  dealers.setFaults('book:stolen-slot=1x1');
  await world.click(DANA, bookingId, 'choose-slot:1');
  await until('it was taken', async () =>
    (await world.booking(bookingId)).history.some(({ intent }) => intent === 'slot-taken') ? true : undefined,
  );
  await world.inState(bookingId, 'offered');
  await world.card(bookingId);
  await until('the card is current', async () => (await world.cardsAreCurrent()) || undefined);
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.inState(bookingId, 'scheduled');
  expect(dealers.ledger().map(({ reference, workOrder }) => [reference, workOrder])).toMatchObject([
    [`${bookingId}-2`, { documentId: bookingId }],
  ]);
});

test('cancelled from the card, the dealer has it no more', async () => {
  await open();
  const bookingId = await booked();
  await world.card(bookingId, (text) => text.includes('"cancel"'));
  dealers.setFaults('cancel:drop-after=1x1');
  await world.click(DANA, bookingId, 'cancel');
  await world.inState(bookingId, 'cancelled', 20_000);
  expect(dealers.ledger().map(({ status }) => status)).toEqual(['Cancelled']);
});

test('a status without the right password, a broken one, and one for another number of the dealer change nothing', async () => {
  await open();
  const bookingId = await booked();
  const { version } = await world.booking(bookingId);
  const [entry] = dealers.ledger();
  const document = (confirmation: string) =>
    `<?xml version="1.0"?><s:ShowServiceAppointment xmlns:s="http://www.starstandard.org/STAR/5"><s:ApplicationArea>` +
    `<s:CreationDateTime>2031-01-07T15:00:00Z</s:CreationDateTime><s:BODID>bod-${confirmation}</s:BODID></s:ApplicationArea>` +
    `<s:ShowServiceAppointmentDataArea><s:ServiceAppointmentHeader><s:DocumentID>${bookingId}</s:DocumentID>` +
    `<s:DealerDocumentID>${confirmation}</s:DealerDocumentID><s:AppointmentDateTime>2031-01-10T13:00:00-06:00` +
    `</s:AppointmentDateTime><s:VehicleID>1FTFW1E5XNFA00000</s:VehicleID><s:AppointmentStatus>InProgress` +
    `</s:AppointmentStatus></s:ServiceAppointmentHeader></s:ShowServiceAppointmentDataArea></s:ShowServiceAppointment>`;
  const post = async (body: string, password: string = SAMPLE_CREDENTIALS.password) => {
    const proof = Buffer.from(`${SAMPLE_CREDENTIALS.user}:${password}`).toString('base64');
    const headers = { 'content-type': 'application/xml', authorization: `Basic ${proof}` };
    const answer = await fetch(`${world.url}/providers/star/inbound`, { method: 'POST', headers, body });
    return { status: answer.status, text: await answer.text() };
  };
  expect((await post(document(entry?.confirmation ?? ''), 'guess')).status).toBe(401);
  const broken = await post(document('RO-1').slice(0, 300));
  expect(broken).toMatchObject({ status: 200, text: expect.stringContaining('<BODFailureMessage>') });
  const other = await post(document('RO-1'));
  expect(other).toMatchObject({ status: 200, text: expect.stringContaining('<BODSuccessMessage>') });
  expect(other.text).toContain('<ReferenceID>bod-RO-1</ReferenceID>');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await world.booking(bookingId)).version).toBe(version);

  // The true one, three times over: applied once.
  const right = document(entry?.confirmation ?? '');
  for (let i = 0; i < 3; i++) expect((await post(right)).text).toContain('<BODSuccessMessage>');
  await world.inState(bookingId, 'in-progress');
  const { history } = await world.booking(bookingId);
  expect(history.map(({ intent }) => intent).slice(-2)).toEqual(['moved-by-shop', 'status-in-progress']);
});
