import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { connectStar, dealer } from './star-harness.ts';
import { orderFor } from './harness.ts';
import type { Asked } from './odd-server.ts';
import { startOdd } from './odd-server.ts';
import { accepted, bodIdOf, misread, rejected, said, show, slot, xml } from './star-documents.ts';

type Answer = (asked: Asked, response: ServerResponse) => void;

let server: Awaited<ReturnType<typeof startOdd>>;
let connected: ReturnType<typeof connectStar>;
let answer: Answer;
beforeAll(async () => {
  server = await startOdd((asked, response) => answer(asked, response));
});
beforeEach(() => {
  connected = connectStar(`${server.url}/gate/`);
  server.asked.length = 0;
});
afterEach(() => connected.network.close());
afterAll(() => server.close());

const DEALER = dealer('D1042');
const NINE = {
  networkSlotId: '2026-11-23T15:00:00Z',
  start: '2026-11-23T15:00:00.000Z',
  end: '2026-11-23T16:00:00.000Z',
  capacity: 1,
};
const ORDER = { ...orderFor(DEALER, NINE, 'BATTERY_HV', '01JD-7-2'), requestedAt: '2026-11-22T15:04:05.123Z' };
const STANDING = { confirmation: 'RO-52401', networkRef: 'D1042', reference: '01JD-7-2' };

const search = async () => (await connected.network.search([DEALER], 'BATTERY_HV')).get(DEALER.providerId);
const replies =
  (make: (bodId: string) => string): Answer =>
  (asked, response) =>
    xml(response, make(bodIdOf(asked)));

describe('What is sent', () => {
  test('a question for two weeks of a dealer, to the letter and never twice the same', async () => {
    answer = replies((bodId) => show(bodId));
    await search();
    await search();
    const [first, second] = server.asked;
    expect([first?.method, first?.path]).toEqual(['POST', '/gate/star/inbound']);
    expect(first?.headers).toMatchObject({
      'content-type': 'application/xml',
      authorization: `Basic ${Buffer.from('sample-star-user:sample-star-password').toString('base64')}`,
    });
    const bodId = said(first?.body ?? '', 'BODID') ?? '';
    expect(first?.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<GetServiceAppointmentAvailability xmlns="http://www.starstandard.org/STAR/5"><ApplicationArea>' +
        '<Sender><ReferenceID>pitcrew</ReferenceID></Sender><CreationDateTime>2026-11-22T15:04:05Z</CreationDateTime>' +
        `<BODID>${bodId}</BODID><Destination><DealerNumberID>D1042</DealerNumberID></Destination></ApplicationArea>` +
        '<GetServiceAppointmentAvailabilityDataArea><DealerNumberID>D1042</DealerNumberID><OperationCode>BATTERY_HV</OperationCode>' +
        '<StartDate>2026-11-22</StartDate><EndDate>2026-12-05</EndDate></GetServiceAppointmentAvailabilityDataArea>' +
        '</GetServiceAppointmentAvailability>',
    );
    expect(bodId.length).toBeGreaterThan(20);
    expect(said(second?.body ?? '', 'BODID')).not.toBe(bodId);
  });

  test('a booking under the booking’s id, the same byte for byte when it is sent again later', async () => {
    answer = replies((bodId) => accepted(bodId, '01JD-7'));
    let now = new Date('2026-11-22T15:04:05Z');
    await connected.network.close();
    connected = connectStar(`${server.url}/gate/`, { now: () => now });
    const first = await connected.network.book(ORDER);
    now = new Date('2026-11-22T15:09:00Z');
    expect(await connected.network.book(ORDER)).toEqual(first);
    expect(first).toEqual({
      ok: true,
      value: { confirmation: 'RO-52401', start: '2026-11-23T15:00:00.000Z', statusRef: '01JD-7/RO-52401' },
    });
    expect(server.asked[1]?.body).toBe(server.asked[0]?.body);
    expect(server.asked[0]?.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<ProcessServiceAppointment xmlns="http://www.starstandard.org/STAR/5"><ApplicationArea>' +
        '<Sender><ReferenceID>pitcrew</ReferenceID></Sender><CreationDateTime>2026-11-22T15:04:05Z</CreationDateTime>' +
        '<BODID>01JD-7-2</BODID><Destination><DealerNumberID>D1042</DealerNumberID></Destination></ApplicationArea>' +
        '<ProcessServiceAppointmentDataArea><Process acknowledgeCode="Always"/><ServiceAppointment><ServiceAppointmentHeader>' +
        '<DocumentID>01JD-7</DocumentID><ActionCode>Add</ActionCode>' +
        '<AppointmentDateTime>2026-11-23T09:00:00-06:00</AppointmentDateTime><VehicleID>1FTFW1E5XNFA00000</VehicleID>' +
        '<OperationCode>BATTERY_HV</OperationCode><WarrantyIndicator>false</WarrantyIndicator></ServiceAppointmentHeader>' +
        '<ServiceAppointmentDetail><JobDescription>12 V battery at 58 %. Work order WO-7Q2K9M4X, PO PO-7Q2K9M4X. ' +
        'Not to exceed $226.80. 2022 Ford E-Transit, IL 44-120. Fleet Acme Delivery. Contact Dana Reyes, +13125550100' +
        '</JobDescription><DiagnosticTroubleCode>P0562</DiagnosticTroubleCode></ServiceAppointmentDetail></ServiceAppointment>' +
        '</ProcessServiceAppointmentDataArea></ProcessServiceAppointment>',
    );
  });

  test('a new attempt has a new BODID and the same number of the document', async () => {
    answer = replies((bodId) => accepted(bodId, '01JD-7'));
    await connected.network.book(ORDER);
    await connected.network.book({ ...ORDER, reference: '01JD-7-3' });
    expect(server.asked.map(({ body }) => [said(body, 'BODID'), said(body, 'DocumentID')])).toEqual([
      ['01JD-7-2', '01JD-7'],
      ['01JD-7-3', '01JD-7'],
    ]);
  });

  test('warranty where it is said, and words with whatever is in them', async () => {
    answer = replies((bodId) => accepted(bodId, '01JD-7'));
    const workOrder = { ...ORDER.workOrder, issue: '<b>&"\u0000]]>', faultCodes: ['P0A80', 'P<1'] };
    await connected.network.book({ ...ORDER, workOrder, underWarranty: true });
    const { body = '' } = server.asked[0] ?? {};
    expect(said(body, 'WarrantyIndicator')).toBe('true');
    expect(body).toContain('<JobDescription>&lt;b&gt;&amp;&quot; ]]&gt;. Work order');
    expect(body).toContain('<DiagnosticTroubleCode>P0A80</DiagnosticTroubleCode><DiagnosticTroubleCode>P&lt;1</');
  });

  test('a cancellation with the document’s number alone, under the same BODID at each repeat', async () => {
    answer = replies((bodId) => accepted(bodId, '01JD-7'));
    expect(await connected.network.cancel(STANDING)).toEqual({ ok: true, value: {} });
    await connected.network.cancel(STANDING);
    expect(server.asked[1]?.body).toBe(server.asked[0]?.body);
    expect(server.asked[0]?.body).toContain(
      '<ServiceAppointmentHeader><DocumentID>01JD-7</DocumentID><ActionCode>Delete</ActionCode></ServiceAppointmentHeader>',
    );
    expect(said(server.asked[0]?.body ?? '', 'BODID')).toBe('01JD-7-2-delete');
  });

  test('a move as the whole header with the new time', async () => {
    answer = replies((bodId) => accepted(bodId, '01JD-7'));
    const moved = await connected.network.move(STANDING, { ...ORDER, reference: '01JD-7-3' });
    expect(moved).toMatchObject({ ok: true, value: { confirmation: 'RO-52401', start: NINE.start } });
    const { body = '' } = server.asked[0] ?? {};
    const names = [
      'BODID',
      'DocumentID',
      'ActionCode',
      'AppointmentDateTime',
      'VehicleID',
      'OperationCode',
      'WarrantyIndicator',
    ];
    expect(names.map((name) => said(body, name))).toEqual([
      '01JD-7-3-replace',
      '01JD-7',
      'Replace',
      '2026-11-23T09:00:00-06:00',
      '1FTFW1E5XNFA00000',
      'BATTERY_HV',
      'false',
    ]);
  });
});

describe('Free times', () => {
  const times = async (...slots: readonly string[]) => {
    answer = replies((bodId) => show(bodId, ...slots));
    const found = await search();
    if (!found?.ok) return found;
    return found.value.slots.map(
      ({ start, end, capacity }) => `${start.slice(0, 16)} ${end.slice(11, 16)} ${capacity}`,
    );
  };

  test('each listed slot is one place; those that begin together are one time, as long as the longest', async () => {
    expect(
      await times(
        slot('2026-11-23T10:00:00-06:00', '2026-11-23T11:00:00-06:00', 'A1'),
        slot('2026-11-23T09:00:00-06:00', '2026-11-23T10:00:00-06:00', 'A1'),
        slot('2026-11-23T09:00:00-06:00', '2026-11-23T10:30:00-06:00', 'A2'),
        slot('2026-11-23T15:00:00Z', '2026-11-23T16:00:00Z', 'A3'),
        slot('2026-11-23T10:30-05:00', '2026-11-23T11:00:00.5-05:00'),
      ),
    ).toEqual(['2026-11-23T15:00 16:30 3', '2026-11-23T15:30 16:00 1', '2026-11-23T16:00 17:00 1']);
  });

  test('what has begun and what lies outside the two weeks is left out', async () => {
    expect(
      await times(
        slot('2026-11-22T09:04:00-06:00', '2026-11-22T10:00:00-06:00'), // it is 09:04:05
        slot('2026-11-22T09:05:00-06:00', '2026-11-22T10:00:00-06:00'),
        slot('2026-12-05T17:00:00-06:00', '2026-12-05T18:00:00-06:00'),
        slot('2026-12-06T09:00:00-06:00', '2026-12-06T10:00:00-06:00'),
      ),
    ).toEqual(['2026-11-22T15:05 16:00 1', '2026-12-05T23:00 00:00 1']);
  });

  test('a wall time that the clocks skip is never offered, of one that comes twice only the earlier', async () => {
    const inNewYork = async (now: string, ...starts: readonly string[]) => {
      await connected.network.close();
      connected = connectStar(server.url, { now: () => new Date(now) });
      answer = replies((bodId) => show(bodId, ...starts.map((start) => slot(start, '2027-12-31T00:00:00Z'))));
      const shop = dealer('D1042', { timeZone: 'America/New_York' });
      const found = (await connected.network.search([shop], 'BATTERY_HV')).get(shop.providerId);
      return found?.ok ? found.value.slots.map(({ start }) => start.slice(0, 16)) : found;
    };
    // 02:30 with winter's offset on the morning on which 02:00 becomes 03:00; the last is the same moment, well written.
    expect(
      await inNewYork(
        '2027-03-13T17:00:00Z',
        '2027-03-14T01:30:00-05:00',
        '2027-03-14T02:30:00-05:00',
        '2027-03-14T03:00:00-04:00',
        '2027-03-14T07:30:00Z',
      ),
    ).toEqual(['2027-03-14T06:30', '2027-03-14T07:00', '2027-03-14T07:30']);
    // 01:30 comes with summer's offset, and an hour later with winter's.
    expect(
      await inNewYork(
        '2026-10-31T17:00:00Z',
        '2026-11-01T01:30:00-04:00',
        '2026-11-01T01:30:00-05:00',
        '2026-11-01T02:00:00-05:00',
      ),
    ).toEqual(['2026-11-01T05:30', '2026-11-01T07:00']);
  });

  test('with prefixes, deeper, among elements that nobody knows', async () => {
    answer = (asked, response) =>
      xml(
        response,
        show(
          bodIdOf(asked),
          `<Show/><List count="1"><Day>${slot().replace('<AdvisorID>', '<Who><x:Y xmlns:x="urn:x"/></Who><AdvisorID>')}</Day></List>`,
        )
          .replaceAll('<', '<s:')
          .replaceAll('<s:/', '</s:')
          .replace('xmlns=', 'xmlns:s=')
          .replace('<s:x:Y', '<x:Y'),
      );
    const found = await search();
    expect(found?.ok && found.value.slots).toEqual([NINE]);
  });

  test.each([
    ['no free time', (bodId: string) => show(bodId)],
    ['a declaration and comments', (bodId: string) => `<?xml version="1.0"?><!-- x -->${show(bodId)}`],
  ])('%s is an answer', async (_what, make) => {
    answer = replies(make);
    expect(await search()).toMatchObject({ ok: true, value: { slots: [] } });
  });

  const AREA = 'ShowServiceAppointmentAvailabilityDataArea';
  test.each<[string, (bodId: string) => string, string]>([
    ['of another question', () => show('another', slot()), 'ApplicationArea.Sender.ReferenceID'],
    ['without its question', (id) => show(id, slot()).replace(/<Sender>.*<\/Sender>/, ''), 'ApplicationArea.Sender'],
    ['of another kind', (id) => accepted(id, '01JD-7'), 'document'],
    ['in no namespace', (id) => show(id, slot()).replace(/ xmlns="[^"]*"/, ''), 'document'],
    ['in another namespace', (id) => show(id, slot()).replace('STAR/5', 'STAR/4'), 'document'],
    ['without a data area', (id) => show(id).replace(/<Show\w*DataArea><\/\w+>/, ''), AREA],
    ['with a start in words', (id) => show(id, slot(), slot('tomorrow')), `${AREA}.AvailableSlot.SlotStartDateTime`],
    [
      'with a start without offset',
      (id) => show(id, slot('2026-11-23T09:00:00')),
      `${AREA}.AvailableSlot.SlotStartDateTime`,
    ],
    [
      'on a day that no calendar has',
      (id) => show(id, slot('2026-11-31T09:00:00Z')),
      `${AREA}.AvailableSlot.SlotStartDateTime`,
    ],
    [
      'without an end',
      (id) => show(id, slot().replace(/<SlotEnd.*<\/SlotEndDateTime>/, '')),
      `${AREA}.AvailableSlot.SlotEndDateTime`,
    ],
    [
      'that ends as it begins',
      (id) => show(id, slot('2026-11-23T10:00:00-06:00')),
      `${AREA}.AvailableSlot.SlotEndDateTime`,
    ],
    [
      'with two starts',
      (id) =>
        show(
          id,
          slot().replace('<AdvisorID>', '<SlotStartDateTime>2026-11-23T09:30:00-06:00</SlotStartDateTime><AdvisorID>'),
        ),
      `${AREA}.AvailableSlot.SlotStartDateTime`,
    ],
    ['that is no XML', () => '{"slots":[]}', 'body'],
    ['with a DOCTYPE', (id) => `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${show(id)}`, 'body'],
    ['that says nothing', () => '', 'body'],
    [
      'that confirms instead of answering',
      (id) => misread(id, 'x').replaceAll('BODFailureMessage', 'BODSuccessMessage'),
      'ConfirmBODDataArea.BODFailureMessage',
    ],
  ])('an answer %s is no answer, and names what was wrong', async (_what, make, field) => {
    answer = replies(make);
    expect(await search()).toEqual({ ok: false, error: { kind: 'unavailable', why: 'bad-reply', field } });
    expect(connected.seen.breaks).toEqual([field]);
  });
});

describe('What a dealer says to an order', () => {
  const outcome = async (make: (bodId: string) => string) => {
    answer = replies(make);
    return connected.network.book(ORDER);
  };
  const no = (reason: string, code: string) => ({ ok: false, error: { kind: 'rejected', reason, code } });

  test.each([
    ['INVALID_VIN', no('The dealer does not accept the VIN.', 'invalid-vin')],
    ['UNKNOWN_DOCUMENT', no('The dealer does not know this appointment.', 'UNKNOWN_DOCUMENT')],
    [
      'NOT_CHANGEABLE',
      no('The job has been started or finished there, so it cannot be changed any more.', 'NOT_CHANGEABLE'),
    ],
    ['CREDIT_HOLD', no('The dealer refused the request (CREDIT_HOLD).', 'CREDIT_HOLD')],
    ['SLOT_UNAVAILABLE', { ok: false, error: { kind: 'slot-taken', alternatives: [] } }],
  ])('%s', async (code, expected) => {
    expect(await outcome((bodId) => rejected(bodId, '01JD-7', code))).toEqual(expected);
  });

  test('a document that he does not understand is rejected in his words, also where he knows not which it was', async () => {
    const words = (reason: string) => no(reason, 'not-understood');
    expect(await outcome((bodId) => misread(bodId, 'VehicleID is missing.'))).toEqual(
      words("The dealer's system did not understand the request: VehicleID is missing."),
    );
    expect(await outcome(() => misread(undefined, ''))).toEqual(
      words("The dealer's system did not understand the request."),
    );
    answer = (asked, response) => xml(response, misread(bodIdOf(asked), 'Too long'), 413);
    expect(await connected.network.book(ORDER)).toEqual(
      words("The dealer's system did not understand the request: Too long."),
    );
    expect(await search()).toEqual(words("The dealer's system did not understand the request: Too long."));
  });

  test('DUPLICATE_BOD: what another document under this number may have booked is withdrawn before it is rejected', async () => {
    const actions = () => server.asked.map(({ body }) => said(body, 'ActionCode'));
    answer = replies((bodId) =>
      bodId.endsWith('-delete') ? accepted(bodId, '01JD-7') : rejected(bodId, '01JD-7', 'DUPLICATE_BOD'),
    );
    expect(await connected.network.book(ORDER)).toMatchObject({
      ok: false,
      error: { kind: 'rejected', code: 'DUPLICATE_BOD' },
    });
    expect(actions()).toEqual(['Add', 'Delete']);
    // Where that is not certain, nothing is: it is tried again.
    answer = (asked, response) =>
      bodIdOf(asked).endsWith('-delete')
        ? xml(response, '', 500)
        : xml(response, rejected(bodIdOf(asked), '01JD-7', 'DUPLICATE_BOD'));
    expect(await connected.network.book(ORDER)).toMatchObject({ ok: false, error: { kind: 'unknown' } });
  });

  const AREA = 'AcknowledgeServiceAppointmentDataArea';
  test.each<[string, (bodId: string) => string, string]>([
    ['to another question', () => accepted('another', '01JD-7'), 'ApplicationArea.Sender.ReferenceID'],
    ['about another document', (id) => accepted(id, '01JD-8'), `${AREA}.DocumentID`],
    [
      'without the document',
      (id) => accepted(id, '01JD-7').replace(/<DocumentID>.*<\/DocumentID>/, ''),
      `${AREA}.DocumentID`,
    ],
    ['with another verdict', (id) => accepted(id, '01JD-7').replace('Accepted', 'Perhaps'), `${AREA}.ResponseStatus`],
    [
      'with two verdicts',
      (id) =>
        accepted(id, '01JD-7').replace('<ResponseStatus>', '<ResponseStatus>Rejected</ResponseStatus><ResponseStatus>'),
      `${AREA}.ResponseStatus`,
    ],
    [
      'without his number',
      (id) => accepted(id, '01JD-7').replace(/<DealerDocumentID>.*<\/DealerDocumentID>/, ''),
      `${AREA}.DealerDocumentID`,
    ],
    ['with an empty number', (id) => accepted(id, '01JD-7', ' '), `${AREA}.DealerDocumentID`],
    ['with a number without end', (id) => accepted(id, '01JD-7', 'R'.repeat(201)), `${AREA}.DealerDocumentID`],
    ['of another kind', (id) => show(id, slot()), 'document'],
    ['that misread another document', () => misread('another', 'x'), 'ApplicationArea.Sender.ReferenceID'],
  ])('an acceptance %s leaves it unknown', async (_what, make, field) => {
    expect(await outcome(make)).toEqual({ ok: false, error: { kind: 'unknown', why: 'bad-reply', field } });
    expect(connected.seen.breaks).toEqual([field]);
  });

  test('a refusal may leave out all but its verdict', async () => {
    expect(
      await outcome((bodId) =>
        rejected(bodId, '01JD-7', 'x').replace(/<ReasonCode>.*<\/ReasonCode>/, '<DealerDocumentID/>'),
      ),
    ).toEqual({ ok: false, error: { kind: 'rejected', reason: 'The dealer gave no reason.', code: undefined } });
  });
});

describe('Odd servers', () => {
  const both = async () =>
    [await search(), await connected.network.book(ORDER)].map((one) => (one?.ok ? 'ok' : one?.error));
  const unavailable = (more: object) => ({ kind: 'unavailable', ...more });
  const unknown = (more: object) => ({ kind: 'unknown', ...more });

  test.each<[string, Answer, object, object]>([
    [
      'a 404 in HTML',
      (_, r) => xml(r, '<html></html>', 404, 'text/html'),
      unavailable({ why: 'bad-reply', field: 'content-type' }),
      unknown({ why: 'bad-reply', field: 'content-type' }),
    ],
    [
      'a 400 that is no ConfirmBOD',
      (_, r) => xml(r, '<no/>', 400),
      unavailable({ why: 'bad-reply', field: 'document' }),
      unknown({ why: 'bad-reply', field: 'document' }),
    ],
    [
      'a redirect',
      (_, r) => void r.writeHead(307, { Location: 'http://127.0.0.1:9/' }).end(),
      unavailable({ why: 'bad-reply', field: 'status' }),
      unknown({ why: 'bad-reply', field: 'status' }),
    ],
    [
      'a 403',
      (_, r) => xml(r, '', 403),
      unavailable({ why: 'not-authorised' }),
      unavailable({ why: 'not-authorised' }),
    ],
    [
      'a gzip bomb',
      (_, r) =>
        void r
          .writeHead(200, { 'Content-Type': 'application/xml', 'Content-Encoding': 'gzip' })
          .end(gzipSync(Buffer.alloc(64 * 1024 * 1024, '<a>'))),
      unavailable({ why: 'bad-reply', field: 'body' }),
      unknown({ why: 'bad-reply', field: 'body' }),
    ],
    [
      'a billion laughs',
      (a, r) => xml(r, `<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>${show(bodIdOf(a), '&b;')}`),
      unavailable({ why: 'bad-reply', field: 'body' }),
      unknown({ why: 'bad-reply', field: 'body' }),
    ],
    [
      'depth without end',
      (_, r) => xml(r, '<a>'.repeat(400_000)),
      unavailable({ why: 'bad-reply', field: 'body' }),
      unknown({ why: 'bad-reply', field: 'body' }),
    ],
  ])('%s', async (_what, odd, reading, changing) => {
    answer = odd;
    expect(await both()).toEqual([reading, changing]);
  });

  test('refused credentials are told to the log once, and once when they are right again', async () => {
    answer = (_asked, response) => xml(response, '', 401);
    await both();
    answer = replies((bodId) => show(bodId));
    await search();
    const told = connected.seen.lines.filter(({ message }) => message.includes('credentials'));
    expect(told.map(({ level }) => level)).toEqual(['error', 'info']);
    expect(JSON.stringify(connected.seen.lines)).not.toContain('sample-star-password');
  });
});
