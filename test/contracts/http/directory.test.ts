import { asBookingId } from '../../../src/domain/ids.ts';
import type { Actor, Appointment } from '../../../src/domain/booking.ts';
import {
  bearer,
  FLEET,
  MEMBER,
  moveTo,
  PROVIDER,
  slotAt,
  startHttp,
  VEHICLE,
  withBooking,
  withFleet,
  type Http,
} from './harness.ts';

let http: Http;
beforeEach(async () => {
  http = await startHttp();
});
afterEach(() => http.close());

describe('fleets', () => {
  test('a new fleet gets its api key once; put again, it keeps the key and is shown without', async () => {
    const made = await http.admin('PUT', '/v1/fleets/acme', FLEET);
    expect(made.status).toBe(201);
    expect(made.json.apiKey).toMatch(/^pitcrew_[\w-]{43}$/);

    const again = await http.admin('PUT', '/v1/fleets/acme', { ...FLEET, name: 'Acme' });
    expect(again.status).toBe(200);
    expect(again.json).not.toHaveProperty('apiKey');
    expect((await http.admin('GET', '/v1/fleets/acme')).json).toEqual({
      fleetId: 'acme',
      name: 'Acme',
      timeZone: 'America/Chicago',
      locale: 'en-US',
      policy: {
        booking: 'manual',
        selfApproval: false,
        poPrefix: 'PO-',
        approvalMinutes: 60,
        autoUndoMinutes: 15,
        sameDayFirst: true,
        radiusKm: 80,
        batteryThresholdPct: 75,
        remindAfterMinutes: 30,
        offerHours: 24,
        cancelFee: { falsePositivePaidBy: 'fleet' },
      },
      integrations: {},
      channels: [],
    });
    const listed = await http.call('GET', '/v1/bookings', undefined, bearer(made.json.apiKey));
    expect(listed.status).toBe(200);
  });

  test('everything in the documented body comes back, but a secret only as configured', async () => {
    const { integrations, ...rest } = {
      ...FLEET,
      locale: 'de-DE',
      policy: {
        booking: 'approve',
        approveOver: { amount: 50000, currency: 'USD' },
        approveBeyondKm: 60,
        selfApproval: true,
        poPrefix: 'AC-',
        notToExceed: { amount: 150000, currency: 'USD' },
        servicePhone: '+13125550199',
        approvalMinutes: 0.05,
        autoUndoMinutes: 15,
        sameDayFirst: false,
        radiusKm: 40,
        ranking: { distance: 0, wait: 1, rating: 0.5, price: 10, certification: 2 },
        batteryThresholdPct: 70,
        maxOutPerDepot: 2,
        quietHours: { from: '21:00', to: '06:30' },
        baseline: { downtimeHours: 46.5, inShopHours: 8 },
        remindAfterMinutes: 30,
        offerHours: 12,
        rota: [
          {
            days: 'Mo-Fr',
            from: '07:00',
            to: '17:00',
            memberId: 'dana',
            absent: [{ from: '2026-12-24', to: '2026-12-31' }],
          },
        ],
        cancelFee: { falsePositivePaidBy: 'host' },
      },
      integrations: { samsara: { secret: 'do-not-tell' } },
      channels: [
        { kind: 'slack', teamId: 'T01', channelId: 'C01' },
        { kind: 'teams', serviceUrl: 'https://smba.test/amer/', conversationId: '19:x@thread', tenantId: 'ten-1' },
        { kind: 'sms' },
        { kind: 'email' },
        { kind: 'inapp' },
      ],
    };
    await http.admin('PUT', '/v1/fleets/acme', { ...rest, integrations });
    const shown = await http.admin('GET', '/v1/fleets/acme');
    expect(shown.json).toMatchObject(rest);
    expect(shown.json.integrations).toEqual({ samsara: { configured: true } });
    expect(shown.text).not.toContain('do-not-tell');
  });

  test('weights that are not given are the usual ones; wrong ones are refused by name', async () => {
    await http.admin('PUT', '/v1/fleets/acme', { ...FLEET, policy: { ranking: { price: 3 } } });
    const shown = await http.admin('GET', '/v1/fleets/acme');
    expect(shown.json.policy.ranking).toEqual({ distance: 1, wait: 1, rating: 1, price: 3, certification: 1 });
    const refused = await http.admin('PUT', '/v1/fleets/acme', {
      ...FLEET,
      policy: { ranking: { price: -1, wait: 11, rating: 'much' } },
    });
    expect(refused.status).toBe(400);
    const paths = refused.json.errors.map(({ path }: { path: string }) => path);
    expect(paths.sort()).toEqual(['policy.ranking.price', 'policy.ranking.rating', 'policy.ranking.wait']);
  });

  test('hours, absences and times for approval that cannot be kept are refused by name', async () => {
    const entry = { days: 'Mo-Fr', from: '07:00', to: '17:00', memberId: 'dana' };
    const refused = await http.admin('PUT', '/v1/fleets/acme', {
      ...FLEET,
      policy: {
        approvalMinutes: 0,
        quietHours: { from: '21:00', to: '21:00' },
        rota: [
          { ...entry, days: 'Monday' },
          { ...entry, absent: [{ from: '2026-12-31', to: '2026-12-24' }] },
          { ...entry, from: '24:00' },
        ],
      },
    });
    expect(refused.status).toBe(400);
    const said = refused.json.errors.map(
      ({ path, message }: { path: string; message: string }) => `${path}: ${message}`,
    );
    expect(said.sort()).toEqual([
      expect.stringMatching(/^policy\.approvalMinutes: must be (more|greater)/),
      'policy.quietHours.to: must differ from from; leave quietHours out for none',
      'policy.rota.0.days: must be days of the week, such as Mo-Fr',
      'policy.rota.1.absent.0.to: must not be before from; both days are included',
      'policy.rota.2.from: must be a time of day, such as 06:30',
    ]);
  });

  test('lists come in pages ordered by id', async () => {
    for (const id of ['c', 'a', 'b']) await http.admin('PUT', `/v1/fleets/${id}`, FLEET);
    const first = await http.admin('GET', '/v1/fleets?limit=2');
    expect(first.json.items.map((fleet: { fleetId: string }) => fleet.fleetId)).toEqual(['a', 'b']);
    const second = await http.admin('GET', `/v1/fleets?limit=2&cursor=${first.json.cursor}`);
    expect(second.json.items.map((fleet: { fleetId: string }) => fleet.fleetId)).toEqual(['c']);
    expect(second.json.cursor).toBeNull();
  });

  test('a wrong body is refused with each field by its dotted path and what would be right', async () => {
    const refused = await http.admin('PUT', '/v1/fleets/acme', {
      name: '',
      timeZone: 'Mars/Olympus',
      policy: { booking: 'sometimes', approveOver: { amount: 1.5, currency: 'XQZ' } },
      channels: [{ kind: 'fax' }],
    });
    expect(refused.status).toBe(400);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(refused.json).toMatchObject({ type: 'urn:pitcrew:problem:invalid-body', status: 400, code: 'INVALID_BODY' });
    expect(refused.json.errors).toEqual([
      { path: 'name', message: 'must be at least 1 character long' },
      { path: 'timeZone', message: 'must be the name of an IANA time zone, such as America/Chicago' },
      { path: 'policy.booking', message: 'must be one of manual, approve, auto' },
      { path: 'policy.approveOver.amount', message: 'must be a whole number' },
      { path: 'policy.approveOver.currency', message: 'must be the code of an ISO 4217 currency, such as USD' },
      { path: 'channels.0.kind', message: 'must be one of slack, teams, sms, email, inapp' },
    ]);
    expect(refused.text).not.toMatch(/Mars|sometimes|XQZ|fax/);
  });

  test.each([
    [{ downtimeHours: 0 }, 'policy.baseline.downtimeHours'],
    [{ downtimeHours: '46' }, 'policy.baseline.downtimeHours'],
    [{ inShopHours: 8 }, 'policy.baseline.downtimeHours'],
    [{ downtimeHours: 8_761 }, 'policy.baseline.downtimeHours'],
    [{ downtimeHours: 8, inShopHours: 9 }, 'policy.baseline.inShopHours'],
  ])('the baseline %j is refused, and %s is blamed', async (baseline, path) => {
    const refused = await http.admin('PUT', '/v1/fleets/acme', { ...FLEET, policy: { baseline } });
    expect([refused.status, refused.json.errors.map((one: { path: string }) => one.path)]).toEqual([400, [path]]);
  });

  test('an id that is none is refused by PUT and unknown to GET', async () => {
    const refused = await http.admin('PUT', '/v1/fleets/a%20b', FLEET);
    expect([refused.status, refused.json.code, refused.json.errors[0].path]).toEqual([400, 'INVALID_ID', 'fleetId']);
    expect((await http.admin('GET', `/v1/fleets/${'x'.repeat(65)}`)).status).toBe(404);
    expect((await http.admin('PUT', '/v1/fleets/__proto__', FLEET)).status).toBe(201);
    expect((await http.admin('GET', '/v1/fleets/constructor')).status).toBe(404);
  });
});

describe('members and vehicles', () => {
  test('a member is made, replaced as a whole, shown, listed and deleted', async () => {
    await http.admin('PUT', '/v1/fleets/acme', FLEET);
    const path = '/v1/fleets/acme/members/dana';
    expect((await http.admin('PUT', path, MEMBER)).status).toBe(201);
    expect((await http.admin('GET', path)).json).toEqual({ fleetId: 'acme', memberId: 'dana', ...MEMBER });
    const replaced = await http.admin('PUT', path, { name: 'Dana', roles: ['viewer', 'viewer'] });
    expect(replaced.status).toBe(200);
    const now = { fleetId: 'acme', memberId: 'dana', name: 'Dana', roles: ['viewer'] };
    expect((await http.admin('GET', '/v1/fleets/acme/members')).json).toEqual({ items: [now], cursor: null });
    expect((await http.admin('DELETE', path)).status).toBe(204);
    expect((await http.admin('DELETE', path)).status).toBe(404);
    expect((await http.admin('GET', path)).status).toBe(404);
  });

  test.each([
    ['phone', '0312 555 0100', 'must be a phone number in E.164 form, such as +13125550100'],
    ['email', 'dana at acme', 'must be an e-mail address'],
    ['roles', ['boss'], 'must be one of manager, approver, viewer'],
    ['roles', [], 'must be a list of at least 1 item'],
    ['name', 'Dana\u0000', 'must be one line without control characters'],
    ['name', 'D'.repeat(201), 'must be at most 200 characters long'],
    ['timeZone', '+05:00', 'must be the name of an IANA time zone, such as America/Chicago'],
    ['locale', 'not a locale', 'must be a language tag, such as en-US'],
  ])('a member whose %s is %j is refused, without repeating it', async (field, value, message) => {
    await http.admin('PUT', '/v1/fleets/acme', FLEET);
    const refused = await http.admin('PUT', '/v1/fleets/acme/members/dana', { ...MEMBER, [field]: value });
    expect(refused.status).toBe(400);
    expect(refused.json.errors[0].message).toBe(message);
    expect(refused.json.errors[0].path.split('.')[0]).toBe(field);
    if (typeof value === 'string') expect(refused.text).not.toContain(value);
  });

  test("nobody's members and vehicles: 404", async () => {
    for (const path of ['/v1/fleets/ghost/members', '/v1/fleets/ghost/vehicles']) {
      expect((await http.admin('GET', path)).status).toBe(404);
    }
    expect((await http.admin('PUT', '/v1/fleets/ghost/members/dana', MEMBER)).status).toBe(404);
    expect((await http.admin('PUT', '/v1/fleets/ghost/vehicles/truck-17', VEHICLE)).status).toBe(404);
  });

  test('a vehicle is made, shown, listed and deleted; its VIN is kept in capitals', async () => {
    await http.admin('PUT', '/v1/fleets/acme', FLEET);
    const path = '/v1/fleets/acme/vehicles/truck-17';
    const full = {
      ...VEHICLE,
      plate: 'IL 44-120',
      year: 2022,
      make: 'Ford',
      model: 'E-Transit',
      powertrain: 'bev',
      gvwrLb: 9500,
      inServiceDate: '2022-03-01',
      warranty: [{ component: 'battery_hv', months: 96, km: 160000 }],
      externalIds: { samsara: '2814' },
      depot: 'chicago-west',
      odometerKm: 88000,
    };
    const made = await http.admin('PUT', path, { ...full, vin: full.vin.toLowerCase() });
    expect(made.status).toBe(201);
    expect(made.json).not.toHaveProperty('warnings');
    expect((await http.admin('GET', path)).json).toEqual({ fleetId: 'acme', vehicleId: 'truck-17', ...full });
    expect((await http.admin('GET', '/v1/fleets/acme/vehicles')).json.items).toHaveLength(1);
    expect((await http.admin('DELETE', path)).status).toBe(204);
    expect((await http.admin('GET', path)).status).toBe(404);
  });

  test("a VIN's wrong check digit is warned of, not refused, and not logged", async () => {
    await http.admin('PUT', '/v1/fleets/acme', FLEET);
    const vin = '1M8GDM9A0KP042788';
    const made = await http.admin('PUT', '/v1/fleets/acme/vehicles/truck-17', { ...VEHICLE, vin });
    expect(made.status).toBe(201);
    expect(made.json.warnings).toEqual(['The check digit of the VIN, its ninth character, does not fit the others.']);
    expect(http.lines.join('')).toContain('The check digit of the VIN');
    expect(http.lines.join('')).not.toContain(vin);
  });

  test("a caller's own keys are neither trusted nor repeated", async () => {
    await http.admin('PUT', '/v1/fleets/acme', FLEET);
    const body = `{"vin":"1M8GDM9AXKP042788","class":"light","externalIds":{"Jane Doe":"1"},"__proto__":{"isAdmin":true}}`;
    const refused = await http.admin('PUT', '/v1/fleets/acme/vehicles/truck-17', body);
    expect([refused.status, refused.json.errors[0].path]).toEqual([400, 'externalIds']);
    expect(refused.text).not.toContain('Jane');
    expect({}).not.toHaveProperty('isAdmin');
  });
});

describe('providers', () => {
  test('a provider is made, replaced, shown, listed and deleted', async () => {
    expect((await http.admin('PUT', '/v1/providers/p1', PROVIDER)).status).toBe(201);
    const full = {
      ...PROVIDER,
      phone: '+13125550111',
      email: 'desk@lakeside.test',
      address: { line1: '1 Lake St', city: 'Chicago', state: 'IL', postalCode: '60601' },
      certifications: ['ASE'],
      maxGvwrLb: 14000,
      openingHours: 'Mo-Fr 08:00-18:00',
      bays: 2,
      busyCalendarUrl: 'https://lakeside.test/busy.ics',
      noticeMinutes: 120,
      answerMinutes: 240,
      mobile: '+13125550112',
      bookingUrl: 'https://lakeside.test/book',
      cancelFee: { fee: { amount: 3000, currency: 'USD' }, beforeHours: 24 },
    };
    expect((await http.admin('PUT', '/v1/providers/p1', full)).status).toBe(200);
    expect((await http.admin('GET', '/v1/providers/p1')).json).toEqual({ providerId: 'p1', ...full });
    expect((await http.admin('GET', '/v1/providers')).json.items).toHaveLength(1);
    expect((await http.admin('DELETE', '/v1/providers/p1')).status).toBe(204);
    expect((await http.admin('GET', '/v1/providers/p1')).status).toBe(404);
  });

  test('a local shop without networkRef is its own; any other has to name it', async () => {
    const { networkRef: _, ...bare } = PROVIDER;
    const local = await http.admin('PUT', '/v1/providers/lakeside', { ...bare, network: 'local' });
    expect(local.json.networkRef).toBe('lakeside');
    const refused = await http.admin('PUT', '/v1/providers/p1', bare);
    expect(refused.json.errors).toEqual([
      { path: 'networkRef', message: "is required: the network's own id of the shop" },
    ]);
  });

  test('a network that there is not is refused, and those that there are are named', async () => {
    const refused = await http.admin('PUT', '/v1/providers/p1', { ...PROVIDER, network: 'firestome' });
    expect([refused.status, refused.json.code]).toEqual([400, 'INVALID_BODY']);
    const message = 'must be one of the networks that there are: firestone, local, pepboys, star';
    expect(refused.json.errors).toEqual([{ path: 'network', message }]);
    expect((await http.admin('GET', '/v1/providers/p1')).status).toBe(404);
  });

  test('a second provider with the same network and networkRef: 409', async () => {
    await http.admin('PUT', '/v1/providers/p1', PROVIDER);
    const clash = await http.admin('PUT', '/v1/providers/p2', PROVIDER);
    expect([clash.status, clash.json.code]).toEqual([409, 'DUPLICATE_NETWORK_REF']);
    expect(clash.json.detail).toBe('The provider p1 has this network and networkRef.');
    expect((await http.admin('GET', '/v1/providers/p2')).status).toBe(404);
  });
});

describe('what an open case needs cannot be deleted', () => {
  const dana: Actor = { kind: 'member', id: 'dana', channel: 'slack' };
  const appointment = (providerId: string): Appointment => ({
    ...slotAt(providerId),
    confirmation: 'FCAC-1',
    reference: 'r-1',
    by: dana,
  });

  test('a fleet and a vehicle with an open case', async () => {
    const booking = await withBooking(http, await withFleet(http));
    for (const path of ['/v1/fleets/acme', '/v1/fleets/acme/vehicles/truck-17']) {
      const refused = await http.admin('DELETE', path);
      expect([refused.status, refused.json.code]).toEqual([409, 'IN_USE']);
    }
    await moveTo(http, booking, { state: 'dismissed', by: dana, reason: 'not-needed' });
    expect((await http.admin('DELETE', '/v1/fleets/acme/vehicles/truck-17')).status).toBe(204);
    expect((await http.admin('DELETE', '/v1/fleets/acme')).status).toBe(204);
  });

  test('a provider in an open offer or with an appointment; a member who made the appointment', async () => {
    const booking = await withBooking(http, await withFleet(http));
    for (const id of ['p1', 'p2']) await http.admin('PUT', `/v1/providers/${id}`, { ...PROVIDER, networkRef: id });
    const offered = await moveTo(http, booking, { state: 'offered' }, { slots: [slotAt('p1')] });
    expect((await http.admin('DELETE', '/v1/providers/p1')).status).toBe(409);
    expect((await http.admin('DELETE', '/v1/fleets/acme/members/dana')).status).toBe(204);

    await http.admin('PUT', '/v1/fleets/acme/members/dana', MEMBER);
    const scheduled = await moveTo(http, offered, { state: 'scheduled', appointment: appointment('p2') });
    expect((await http.admin('DELETE', '/v1/providers/p1')).status).toBe(204);
    expect((await http.admin('DELETE', '/v1/providers/p2')).status).toBe(409);
    expect((await http.admin('DELETE', '/v1/fleets/acme/members/dana')).status).toBe(409);

    const completedAt = '2026-11-23T16:00:00.000Z';
    await moveTo(http, scheduled, { state: 'completed', appointment: appointment('p2'), completedAt });
    expect((await http.admin('DELETE', '/v1/providers/p2')).status).toBe(204);
    expect((await http.stores.bookings.get(asBookingId(booking.bookingId)))?.phase.state).toBe('completed');
  });
});
