import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startStarSandbox } from '../../adapters/providers/star/sandbox/index.ts';
import type { StarSandbox, StarSandboxOptions } from '../../adapters/providers/star/sandbox/index.ts';
import { NAMESPACE, document, said } from './networks/star-documents.ts';

const SUNDAY = new Date('2026-11-22T15:04:05Z');
const VIN = '1FTFW1E5XNFA00000';

let sandbox: StarSandbox;
afterEach(() => sandbox.close());

async function start(options: Partial<StarSandboxOptions> = {}): Promise<void> {
  sandbox = await startStarSandbox({
    shops: [
      {
        networkRef: 'D1042',
        name: 'Lakefront Ford Trucks',
        lat: 41.9,
        lon: -87.63,
        timeZone: 'America/Chicago',
        openingHours: 'Mo-Fr 08:00-12:00',
        bays: 2,
        phone: '+13125550142',
        address: { line1: '1042 Lake Street', city: 'Chicago', state: 'IL', postalCode: '60601' },
      },
    ],
    now: () => SUNDAY,
    ...options,
  });
}

async function post(body: string, user = 'sample-star-user:sample-star-password') {
  const headers = { 'content-type': 'application/xml', authorization: `Basic ${Buffer.from(user).toString('base64')}` };
  const answer = await fetch(`${sandbox.url}/star/inbound`, { method: 'POST', headers, body });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

const send = (name: string, bodId: string, data: string, dealer = 'D1042') =>
  post(
    `<?xml version="1.0"?><q:${name} xmlns:q="${NAMESPACE}"><q:ApplicationArea><q:Sender><q:ReferenceID>me</q:ReferenceID></q:Sender>` +
      `<q:BODID>${bodId}</q:BODID><q:Destination><q:DealerNumberID>${dealer}</q:DealerNumberID></q:Destination></q:ApplicationArea>` +
      `<q:${name}DataArea>${data.replaceAll('<', '<q:').replaceAll('<q:/', '</q:')}</q:${name}DataArea></q:${name}>`,
  );
let asked = 0;
const ask = (code = 'BATTERY_HV', from = '2026-11-23', to = '2026-11-23', dealer = 'D1042') =>
  send(
    'GetServiceAppointmentAvailability',
    `ask-${++asked}`,
    `<DealerNumberID>${dealer}</DealerNumberID><OperationCode>${code}</OperationCode><StartDate>${from}</StartDate><EndDate>${to}</EndDate>`,
  );
/** Each free place of an answer, as `time advisor`. */
const places = ({ text }: { readonly text: string }): string[] =>
  [...text.matchAll(/<SlotStartDateTime>([^<]*)<.*?<AdvisorID>([^<]*)</g)].map(([, at, who]) => `${at} ${who}`);

const NINE = '2026-11-23T09:00:00-06:00';
const order = (action: string, documentId: string, at = NINE, { vin = VIN, code = 'OIL' } = {}) =>
  `<Process acknowledgeCode="Always"/><ServiceAppointment><ServiceAppointmentHeader><DocumentID>${documentId}</DocumentID>` +
  `<ActionCode>${action}</ActionCode><AppointmentDateTime>${at}</AppointmentDateTime><VehicleID>${vin}</VehicleID>` +
  `<OperationCode>${code}</OperationCode><WarrantyIndicator>true</WarrantyIndicator></ServiceAppointmentHeader>` +
  `<ServiceAppointmentDetail><JobDescription>Oil life 3 %</JobDescription><DiagnosticTroubleCode>P0A80</DiagnosticTroubleCode>` +
  `</ServiceAppointmentDetail></ServiceAppointment>`;
const process = (bodId: string, data: string, dealer?: string) =>
  send('ProcessServiceAppointment', bodId, data, dealer);
const verdict = ({ text }: { readonly text: string }) => said(text, 'ReasonCode') ?? said(text, 'ResponseStatus');
const withdrawal = (documentId: string) =>
  `<Process acknowledgeCode="Always"/><ServiceAppointment><ServiceAppointmentHeader><DocumentID>${documentId}</DocumentID><ActionCode>Delete</ActionCode></ServiceAppointmentHeader></ServiceAppointment>`;

describe('Free times', () => {
  test('are listed once an advisor, with the offset of the dealer, for each service of ours', async () => {
    await start();
    const answer = await ask();
    expect([answer.status, answer.type]).toEqual([200, 'application/xml; charset=utf-8']);
    expect(said(answer.text, 'ReferenceID')).toBe(`ask-${asked}`);
    // Four hours from 8 to 12, for two advisors.
    expect(places(answer)).toEqual(['2026-11-23T08:00:00-06:00 A1', '2026-11-23T08:00:00-06:00 A2']);
    expect(said(answer.text, 'SlotEndDateTime')).toBe('2026-11-23T12:00:00-06:00');
    for (const code of ['RECALL', 'TRANSMISSION', 'INSPECTION'])
      expect(places(await ask(code)).length).toBeGreaterThan(0);
  });

  test('both dates are included; at most 31 days can be asked for', async () => {
    await start();
    const days = new Set(places(await ask('OIL', '2026-11-23', '2026-11-27')).map((place) => place.slice(0, 10)));
    expect([...days]).toEqual(['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27']);
    expect(places(await ask('OIL', '2026-11-23', '2026-12-23')).length).toBeGreaterThan(0);
    for (const [from, to] of [
      ['2026-11-23', '2026-12-24'],
      ['2026-11-23', '2026-11-22'],
      ['2026-02-30', '2026-03-01'],
    ])
      expect((await ask('OIL', from, to)).text).toContain('<BODFailureMessage>');
  });
});

describe('Orders', () => {
  test('take an advisor for the whole job, and are in the ledger', async () => {
    await start();
    const answer = await process('bod-1', order('Add', 'b1', NINE, { code: 'BRAKES' }));
    expect(verdict(answer)).toBe('Accepted');
    expect([said(answer.text, 'ReferenceID'), said(answer.text, 'DocumentID')]).toEqual(['bod-1', 'b1']);
    expect(sandbox.ledger()).toMatchObject([
      {
        network: 'star',
        reference: 'bod-1',
        confirmation: said(answer.text, 'DealerDocumentID'),
        store: 'D1042',
        service: 'BRAKES',
        start: NINE,
        end: '2026-11-23T11:00:00-06:00',
        status: 'Scheduled',
        vehicle: { vin: VIN },
        workOrder: { documentId: 'b1', description: 'Oil life 3 %', faultCodes: ['P0A80'], warranty: true },
      },
    ]);
    // Two hours from 9:00 lie over every start of two hours up to 10:30 for A1.
    expect(places(await ask('BRAKES')).filter((place) => place.endsWith('A1'))).toEqual([]);
    expect(places(await ask('BRAKES')).filter((place) => place.endsWith('A2'))).toHaveLength(5);
  });

  test('beyond the advisors, at no start of the dealer or in the past are SLOT_UNAVAILABLE', async () => {
    await start();
    expect(verdict(await process('bod-1', order('Add', 'b1')))).toBe('Accepted');
    expect(verdict(await process('bod-2', order('Add', 'b2')))).toBe('Accepted');
    expect(verdict(await process('bod-3', order('Add', 'b3')))).toBe('SLOT_UNAVAILABLE');
    for (const at of ['2026-11-23T09:10:00-06:00', '2026-11-22T09:00:00-06:00', '2026-11-23T20:00:00-06:00'])
      expect(verdict(await process(`bod-${at}`, order('Add', 'b4', at)))).toBe('SLOT_UNAVAILABLE');
  });

  test.each(['1FTFW1E5XNFA0000', '1FTFW1E5XNFA000000', '1FTFW1E5XNFA0000O', '1ftfw1e5xnfa00000'])(
    'the VIN %s is INVALID_VIN',
    async (vin) => {
      await start();
      expect(verdict(await process('bod-1', order('Add', 'b1', NINE, { vin })))).toBe('INVALID_VIN');
      expect(sandbox.ledger()).toEqual([]);
    },
  );

  test('the same BODID with the same data area gets the first answer again, byte for byte; with another DUPLICATE_BOD', async () => {
    await start({ now: () => new Date() });
    const at = new Date(Date.now() + 86_400_000 * 7);
    while (at.getUTCDay() !== 1) at.setUTCDate(at.getUTCDate() + 1);
    const monday = `${at.toISOString().slice(0, 10)}T10:00:00-06:00`;
    const free = places(await ask('OIL', monday.slice(0, 10), monday.slice(0, 10)))[0]?.split(' ')[0] ?? '';
    const first = await process('bod-1', order('Add', 'b1', free));
    expect(verdict(first)).toBe('Accepted');
    await new Promise((resolve) => setTimeout(resolve, 1100)); // their clock shows seconds
    expect((await process('bod-1', order('Add', 'b1', free))).text).toBe(first.text);
    expect(verdict(await process('bod-1', order('Add', 'b2', free)))).toBe('DUPLICATE_BOD');
    expect(sandbox.ledger()).toHaveLength(1);
    // Another BODID is another order, also under the same number.
    const second = await process('bod-2', order('Add', 'b1', free));
    expect(said(second.text, 'DealerDocumentID')).not.toBe(said(first.text, 'DealerDocumentID'));
    expect(sandbox.ledger()).toHaveLength(2);
  });

  test('a refusal is remembered under its BODID too', async () => {
    await start();
    const all = [process('bod-1', order('Add', 'b1')), process('bod-2', order('Add', 'b2'))];
    await Promise.all(all);
    expect(verdict(await process('bod-3', order('Add', 'b3')))).toBe('SLOT_UNAVAILABLE');
    expect(verdict(await process('bod-4', withdrawal('b1')))).toBe('Accepted');
    expect(verdict(await process('bod-3', order('Add', 'b3')))).toBe('SLOT_UNAVAILABLE');
    expect(verdict(await process('bod-5', order('Add', 'b3')))).toBe('Accepted');
  });

  test('Replace moves and keeps the number; Delete frees the advisor and needs the document’s number alone', async () => {
    await start();
    const [before] = [await process('bod-1', order('Add', 'b1'))];
    const eight = '2026-11-23T08:00:00-06:00';
    const after = await process('bod-2', order('Replace', 'b1', eight));
    expect(said(after.text, 'DealerDocumentID')).toBe(said(before.text, 'DealerDocumentID'));
    expect(sandbox.ledger()).toMatchObject([{ start: eight, history: [{ start: NINE }, { start: eight }] }]);
    expect(verdict(await process('bod-3', withdrawal('b1')))).toBe('Accepted');
    expect(verdict(await process('bod-4', withdrawal('b1')))).toBe('Accepted');
    expect(sandbox.ledger()).toMatchObject([{ status: 'Cancelled' }]);
    expect(places(await ask('OIL')).filter((place) => place.startsWith(eight))).toHaveLength(2);
    expect(verdict(await process('bod-5', order('Replace', 'b1', NINE)))).toBe('NOT_CHANGEABLE');
    for (const [i, data] of [withdrawal('b9'), order('Replace', 'b9')].entries())
      expect(verdict(await process(`bod-9${i}`, data))).toBe('UNKNOWN_DOCUMENT');
  });

  test('a job that has begun is NOT_CHANGEABLE', async () => {
    await start({ pitcrewUrl: 'http://127.0.0.1:9' });
    await process('bod-1', order('Add', 'b1'));
    sandbox.postStatus('b1', 'InProgress');
    expect(verdict(await process('bod-2', withdrawal('b1')))).toBe('NOT_CHANGEABLE');
    expect(verdict(await process('bod-3', order('Replace', 'b1')))).toBe('NOT_CHANGEABLE');
  });
});

describe('What is not understood', () => {
  test.each<[string, string]>([
    ['is broken', document('ProcessServiceAppointment', 'x', order('Add', 'b1')).slice(0, 300)],
    ['is empty', ''],
    [
      'has a DOCTYPE',
      `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${document('ProcessServiceAppointment', 'x', '&x;')}`,
    ],
    ['is of another kind', document('ShowServiceAppointment', 'x', '')],
    ['has no destination', document('ProcessServiceAppointment', 'x', order('Add', 'b1'))],
    ['has another action', document('ProcessServiceAppointment', 'x', order('Steal', 'b1'))],
    [
      'asks for an unknown service',
      document(
        'GetServiceAppointmentAvailability',
        'x',
        '<DealerNumberID>D1042</DealerNumberID><OperationCode>NAILS</OperationCode>',
      ),
    ],
  ])('a document that %s is answered by ConfirmBOD, HTTP 200', async (_what, body) => {
    await start();
    const { status, text } = await post(body);
    expect(status).toBe(200);
    expect(text).toMatch(/<ConfirmBOD .*<BODFailureMessage><Description>.+<\/Description><\/BODFailureMessage>/s);
    expect(text).not.toContain('root:');
  });

  test('a dealer that is none is told so; a wrong password is 401', async () => {
    await start();
    expect((await ask('OIL', '2026-11-23', '2026-11-23', 'D9')).text).toContain('<BODFailureMessage>');
    expect((await process('bod-1', order('Add', 'b1'), 'D9')).text).toContain('<BODFailureMessage>');
    expect((await post(document('ProcessServiceAppointment', 'x', ''), 'sample-star-user:guess')).status).toBe(401);
  });
});

describe('Statuses', () => {
  test('are posted again with the same BODID until ConfirmBOD says that they are stored', async () => {
    const got: { readonly body: string; readonly proof: string | undefined }[] = [];
    const answers = [
      [500, ''],
      [200, ''],
      [200, document('ConfirmBOD', 'x', '<BODFailureMessage><Description>No</Description></BODFailureMessage>')],
      [200, document('ConfirmBOD', 'x', '<BODSuccessMessage/>')],
    ] as const;
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        const [code, text] = answers[got.length] ?? [500, ''];
        got.push({ body, proof: request.headers.authorization });
        response.writeHead(request.url === '/here/providers/star/inbound' ? code : 404).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await start({ pitcrewUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/here/`, webhookRetryMs: 5 });
    const booked = await process('bod-1', order('Add', 'b1'));
    const answer = await fetch(`${sandbox.url}/_sandbox/status`, {
      method: 'POST',
      body: JSON.stringify({ reference: 'bod-1', status: 'Scheduled', start: '2026-11-23T10:00:00-06:00' }),
    });
    expect([answer.status, await answer.json()]).toMatchObject([202, { status: 'Scheduled', documentId: 'b1' }]);
    await sandbox.webhooksSettled();
    expect(got).toHaveLength(4);
    expect(new Set(got.map(({ body }) => body)).size).toBe(1);
    const [{ body, proof } = { body: '', proof: '' }] = got;
    expect(proof).toBe(`Basic ${Buffer.from('sample-star-user:sample-star-password').toString('base64')}`);
    const names = ['DocumentID', 'DealerDocumentID', 'AppointmentDateTime', 'VehicleID', 'AppointmentStatus'];
    expect(names.map((name) => said(body, name))).toEqual([
      'b1',
      said(booked.text, 'DealerDocumentID'),
      '2026-11-23T10:00:00-06:00',
      VIN,
      'Scheduled',
    ]);
    expect(body).toContain('<ShowServiceAppointmentDataArea>');
    expect(sandbox.ledger()).toMatchObject([{ start: '2026-11-23T10:00:00-06:00' }]);
    await new Promise<void>((resolve) => (server.close(() => resolve()), server.closeAllConnections()));
  });

  test('that do not exist, of what does not exist, or at a time that is full are refused in words', async () => {
    await start({ pitcrewUrl: 'http://127.0.0.1:9' });
    for (const [bodId, documentId, at] of [
      ['1', 'b1', NINE],
      ['2', 'b2', NINE],
      ['3', 'b3', '2026-11-23T10:00:00-06:00'],
    ])
      await process(`bod-${bodId}`, order('Add', documentId ?? '', at));
    const set = async (body: object) => {
      const answer = await fetch(`${sandbox.url}/_sandbox/status`, { method: 'POST', body: JSON.stringify(body) });
      return answer.status;
    };
    expect(await set({ reference: 'b1', status: 'Exploded' })).toBe(400);
    expect(await set({ reference: 'b9', status: 'Completed' })).toBe(404);
    expect(await set({ reference: 'b3', status: 'Scheduled', start: 'soon' })).toBe(400);
    expect(await set({ reference: 'b3', status: 'Scheduled', start: NINE })).toBe(409);
    expect(sandbox.ledger().map(({ start: at }) => at)).toEqual([NINE, NINE, '2026-11-23T10:00:00-06:00']);
    expect(await set({ reference: 'b1', status: 'Cancelled' })).toBe(202);
    expect(await set({ reference: 'b3', status: 'Scheduled', start: NINE })).toBe(202);
  });
});
