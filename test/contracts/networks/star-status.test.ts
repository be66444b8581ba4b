import { chance } from '../../support/hostile.ts';
import type { RawRequest } from '../../../src/app/ports/http.ts';
import { connectStar } from './star-harness.ts';
import { NAMESPACE, said } from './star-documents.ts';

const { network } = connectStar('http://127.0.0.1:9');
afterAll(() => network.close());

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const PROOF = basic('sample-star-user:sample-star-password');

function post(body: string | Uint8Array, authorization: string | undefined = PROOF): RawRequest {
  return {
    method: 'POST',
    path: '/providers/star/inbound',
    query: new URLSearchParams(),
    headers: { 'content-type': 'application/xml', authorization },
    body: typeof body === 'string' ? Buffer.from(body) : body,
    params: {},
    remoteAddress: '127.0.0.1',
  };
}

/** A status to the letter. */
const status = (word = 'InProgress', start = '2026-11-23T09:00:00-06:00') =>
  `<ShowServiceAppointment xmlns="${NAMESPACE}"><ApplicationArea><Sender><ReferenceID>D1042</ReferenceID></Sender>` +
  `<CreationDateTime>2026-11-23T09:05:00-06:00</CreationDateTime><BODID>bod-1</BODID></ApplicationArea>` +
  `<ShowServiceAppointmentDataArea><ServiceAppointmentHeader><DocumentID>01JD-7</DocumentID>` +
  `<DealerDocumentID>RO-52401</DealerDocumentID><AppointmentDateTime>${start}</AppointmentDateTime>` +
  `<VehicleID>1FTFW1E5XNFA00000</VehicleID><AppointmentStatus>${word}</AppointmentStatus>` +
  `</ServiceAppointmentHeader></ShowServiceAppointmentDataArea></ShowServiceAppointment>`;

/** What is answered to what is not taken: HTTP status, and the ConfirmBOD's words. */
function refusal(body: string | Uint8Array, authorization?: string) {
  const answer = network.parseStatus(post(body, authorization));
  if (answer.ok) return 'taken';
  const text = String(answer.error.body);
  return { status: answer.error.status, about: said(text, 'ReferenceID'), why: said(text, 'Description') };
}

test.each([
  ['Scheduled', 'scheduled'],
  ['InProgress', 'in-progress'],
  ['Completed', 'completed'],
  ['NoShow', 'no-show'],
  ['Cancelled', 'cancelled'],
])('%s means %s', (theirs, ours) => {
  const answer = network.parseStatus(post(status(theirs)));
  if (!answer.ok) throw new Error(String(answer.error.body));
  const { reply, ...update } = answer.value;
  expect(update).toEqual({
    eventId: 'bod-1',
    confirmation: 'RO-52401',
    statusRef: '01JD-7/RO-52401',
    status: ours,
    at: '2026-11-23T15:05:00.000Z',
    start: '2026-11-23T15:00:00.000Z',
  });
  const text = String(reply?.body);
  expect([reply?.status, reply?.headers?.['Content-Type']]).toEqual([200, 'application/xml; charset=utf-8']);
  expect(text).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<ConfirmBOD xmlns="http:\/\/www.starstandard.org\/STAR\/5"><ApplicationArea>/,
  );
  expect(text).toMatch(
    /<ConfirmBODDataArea><BODSuccessMessage>.*<\/BODSuccessMessage><\/ConfirmBODDataArea><\/ConfirmBOD>$/,
  );
  expect(said(text, 'ReferenceID')).toBe('bod-1');
});

test('with prefixes, deeper, in other encodings', () => {
  const prefixed = status().replaceAll('<', '<s:').replaceAll('<s:/', '</s:').replace('xmlns=', 'xmlns:s=');
  const deeper = status()
    .replace(
      '<ServiceAppointmentHeader>',
      '<Show/><ServiceAppointment><ServiceAppointmentHeader><Party><DocumentID>other</DocumentID></Party>',
    )
    .replace('</ServiceAppointmentHeader>', '</ServiceAppointmentHeader></ServiceAppointment>');
  for (const body of [prefixed, deeper, Buffer.from(`\ufeff${status()}`, 'utf16le')])
    expect(network.parseStatus(post(body))).toMatchObject({ ok: true, value: { statusRef: '01JD-7/RO-52401' } });
});

test('without the moment at which it was said, it was said now', () => {
  const answer = network.parseStatus(post(status().replace(/<CreationDateTime>.*<\/CreationDateTime>/, '')));
  expect(answer.ok && answer.value.at).toBe('2026-11-22T15:04:05.000Z');
});

test.each([
  ['is missing', ''],
  ['has another password', basic('sample-star-user:guess')],
  ['has another user', basic('guess:sample-star-password')],
  ['has no colon', basic('sample-star-user')],
  ['begins alike', basic('sample-star-user:sample-star-password2')],
  ['is of another scheme', PROOF.replace('Basic', 'Bearer')],
  ['is not base64', 'Basic sample-star-user:sample-star-password'],
  ['is endless', `Basic ${'A'.repeat(100_000)}`],
])('a proof that %s is answered 401, before the body is read', (_what, header) => {
  for (const body of [status(), '<broken']) expect(refusal(body, header)).toMatchObject({ status: 401 });
});

const HEADER = 'ShowServiceAppointmentDataArea/ServiceAppointmentHeader';
test.each<[string, string | Uint8Array, string | undefined, string | RegExp]>([
  ['is broken', status().slice(0, 200), undefined, 'It is not well-formed XML.'],
  ['is empty', '', undefined, 'It is empty.'],
  ['is JSON', '{"status":"InProgress"}', undefined, 'It is not well-formed XML.'],
  ['has a DOCTYPE', `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${status('&b;')}`, undefined, /DOCTYPE/],
  ['has bytes of another encoding', Buffer.from(status('\u00fc'), 'latin1'), undefined, /bytes/],
  ['is in no namespace', status().replace(/ xmlns="[^"]*"/, ''), undefined, /^The root element: /],
  [
    'is another document',
    status().replaceAll('ShowServiceAppointment', 'GetServiceAppointment'),
    'bod-1',
    /^The root element: /,
  ],
  ['has no BODID', status().replace(/<BODID>.*<\/BODID>/, ''), undefined, /^ApplicationArea\/BODID: /],
  ['has an endless BODID', status().replace('bod-1', 'b'.repeat(5000)), 'b'.repeat(200), /^ApplicationArea\/BODID: /],
  [
    'was said at no moment',
    status().replace('09:05:00-06:00', '09:05:00'),
    'bod-1',
    /^ApplicationArea\/CreationDateTime: /,
  ],
  ['has no header', status().replaceAll('ServiceAppointmentHeader>', 'Other>'), 'bod-1', new RegExp(`^${HEADER}: `)],
  ['names no document', status().replace('01JD-7', ''), 'bod-1', new RegExp(`^${HEADER}/DocumentID: `)],
  ['names none of the dealer', status().replace('RO-52401', ''), 'bod-1', new RegExp(`^${HEADER}/DealerDocumentID: `)],
  ['has no time', status('InProgress', ''), 'bod-1', new RegExp(`^${HEADER}/AppointmentDateTime: `)],
  [
    'has a time without offset',
    status('InProgress', '2026-11-23T09:00:00'),
    'bod-1',
    /AppointmentDateTime: must be a moment/,
  ],
  ['has another word', status('Exploded'), 'bod-1', new RegExp(`^${HEADER}/AppointmentStatus: `)],
  ['has a word of JavaScript', status('constructor'), 'bod-1', new RegExp(`^${HEADER}/AppointmentStatus: `)],
  [
    'has two words',
    status().replace('<AppointmentStatus>', '<AppointmentStatus>NoShow</AppointmentStatus><AppointmentStatus>'),
    'bod-1',
    new RegExp(`^${HEADER}/AppointmentStatus: `),
  ],
])('a document that %s is answered by ConfirmBOD with what is wrong, HTTP 200', (_what, body, about, why) => {
  const expected = typeof why === 'string' ? why : expect.stringMatching(why);
  expect(refusal(body)).toEqual({ status: 200, about, why: expected });
  const answer = network.parseStatus(post(body));
  expect(!answer.ok && String(answer.error.body)).not.toMatch(/Exploded|passwd/);
});

test('of 5,000 statuses with something changed anywhere none makes it throw, and what is believed is whole', () => {
  const { next, below, pick } = chance(7);
  const PIECES = [
    '<',
    '>',
    '&',
    '&#x0;',
    ']]>',
    '<!--',
    '<![CDATA[',
    '<!DOCTYPE a>',
    '\u0000',
    '"',
    '/',
    ' ',
    'xmlns="u"',
    '\u{1f69a}',
    '<a>',
    '</a>',
    '&lt;',
    '-06:00',
  ];
  let believed = 0;
  for (let i = 0; i < 5000; i++) {
    const whole = status(pick(['Scheduled', 'Completed']));
    const at = below(whole.length);
    const end = at + below(12);
    const body = Buffer.from(whole.slice(0, at) + pick(PIECES) + whole.slice(next() < 0.5 ? at : end));
    if (next() < 0.2) body[below(body.length)] = below(256);
    const answer = network.parseStatus(post(body));
    if (!answer.ok) {
      if (answer.error.status !== 200) throw new Error(`${answer.error.status} for ${body.toString()}`);
      continue;
    }
    believed += 1;
    const { eventId, confirmation, at: said, start = '', status: word } = answer.value;
    const isWhole = [eventId, confirmation].every(
      (id) => id.length > 0 && id.length <= 200 && !/[\p{Cc}\p{Cs}]/u.test(id),
    );
    const isTimed = [said, start].every((text) => new Date(text).toISOString() === text);
    if (!isWhole || !isTimed || !['scheduled', 'completed'].includes(word))
      throw new Error(`half a status: ${body.toString()}`);
  }
  expect(believed).toBeGreaterThan(100);
  expect('polluted' in {}).toBe(false);
});
