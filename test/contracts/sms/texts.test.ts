import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { createTexts, smsEnv } from '../../../adapters/sms/index.ts';
import { createPitcrew } from '../../../src/index.ts';
import { recorder } from '../networks/harness.ts';
import { judge } from '../../support/shared.ts';
import { tempDir } from '../../support/temp.ts';
import type { TwilioApi, TwilioFault } from '../../support/twilio-api.ts';
import { TWILIO, startTwilioApi } from '../../support/twilio-api.ts';
import { freePort } from '../../support/waiting.ts';

const TO = '+13125550177';
let twilio: TwilioApi;
beforeEach(async () => void (twilio = await startTwilioApi()));
afterEach(() => twilio.close());

function open(env: Readonly<Record<string, string>> = {}) {
  const { seen, log, metrics } = recorder();
  const failures: string[] = [];
  const texts = createTexts({
    config: smsEnv.parse({ ...twilio.env, ...env }),
    publicUrl: 'https://pitcrew.test',
    clock: { now: () => new Date(), trueNow: () => new Date() },
    log,
    metrics: { ...metrics, channelFailure: (channel, reason) => void failures.push(`${channel} ${reason}`) },
  });
  return { texts, seen, failures };
}

test('a text is sent from the number, and its reference is Twilio’s', async () => {
  const { texts, failures } = open();
  const sent = await texts.send({ to: TO, text: 'Can you take truck-17? {5}' });
  expect(sent).toEqual({ ok: true, value: { ref: `SM${'1'.padStart(32, '0')}` } });
  expect(twilio.texts).toMatchObject([{ to: TO, from: TWILIO.TWILIO_FROM, body: 'Can you take truck-17? {5}' }]);
  expect(failures).toEqual([]);
});

test('with a messaging service, that chooses the number', async () => {
  const service = `MG${'0123456789abcdef'.repeat(2)}`;
  const { texts } = open({ TWILIO_MESSAGING_SERVICE_SID: service });
  await texts.send({ to: TO, text: 'Hello' });
  expect(twilio.texts[0]?.form).toEqual({ To: TO, Body: 'Hello', MessagingServiceSid: service });
});

test.each<[string, TwilioFault, object]>([
  ['refuses the number', { status: 400, code: 21_211 }, { code: 'rejected', reason: expect.stringContaining('21211') }],
  ['says that he wants no texts', { status: 400, code: 21_610 }, { code: 'rejected', optedOut: true }],
  ['does not know us', { status: 401, code: 20_003 }, { code: 'unreachable' }],
  ['asks to wait', { status: 429, code: 20_429 }, { code: 'rate-limited', retryAfterMs: 5_000 }],
  ['is closed for the moment', { status: 503 }, { code: 'unreachable' }],
  ['fails', { status: 500 }, { code: 'unknown' }],
  ['cuts the line', { dropAfter: true }, { code: 'unknown' }],
  ['answers what is no message', { raw: '{"ok":true}' }, { code: 'unknown' }],
  ['answers what is no JSON', { raw: '<html>' }, { code: 'unknown' }],
  ['sends us elsewhere', { status: 302 }, { code: 'unknown' }],
])('Twilio %s: a value in words, counted, and nowhere the number', async (_what, fault, error) => {
  const { texts, seen, failures } = open();
  twilio.faults.push(fault);
  const sent = await texts.send({ to: TO, text: 'Hello' });
  expect(sent).toMatchObject({ ok: false, error });
  expect(failures).toEqual([`sms ${sent.ok ? '' : sent.error.code}`]);
  expect(JSON.stringify([sent, seen])).not.toContain('5550177');
});

test('a Twilio that is not there is certain not to have sent anything; one that is silent may have', async () => {
  const nobody = open({ TWILIO_API_URL: `http://127.0.0.1:${await freePort()}` });
  expect(await nobody.texts.send({ to: TO, text: 'Hello' })).toMatchObject({ error: { code: 'unreachable' } });
  const { texts } = open();
  twilio.faults.push({ delayMs: 400 });
  expect(await texts.send({ to: TO, text: 'Hello' }, { timeoutMs: 100 })).toMatchObject({ error: { code: 'unknown' } });
  await texts.close();
});

test.each([
  [{ TWILIO_AUTH_TOKEN: 'test-auth-token' }, /TWILIO_ACCOUNT_SID is needed.*\n.*TWILIO_FROM or TWILIO_MESSAGING/],
  [{ ...TWILIO, TWILIO_ACCOUNT_SID: 'AC12' }, /TWILIO_ACCOUNT_SID must be an account SID/],
  [{ ...TWILIO, TWILIO_FROM: '312-555' }, /TWILIO_FROM must be a phone number/],
  [{ ...TWILIO, TWILIO_API_URL: 'https://api.twilio.com/2010' }, /TWILIO_API_URL must be an origin/],
  [{ ...TWILIO, TWILIO_API_URL: 'http://twilio.test' }, /TWILIO_API_URL must be https/],
])('%j stops the start in words', async (env, what) => {
  await expect(createPitcrew({ env: { ...env, PITCREW_DATA: tempDir() } })).rejects.toThrow(what);
});

const file = judge('Twilio’s API description', 'schemas', 'twilio', 'twilio_api_v2010.json');
(file ? test : test.skip)('what is sent is what Twilio describes, and so is what the stand-in answers', async () => {
  const { texts } = open();
  await texts.send({ to: TO, text: 'Hello' });
  const described = JSON.parse(readFileSync(file ?? '', 'utf8'));
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'twilio', ...described });
  const path = '/2010-04-01/Accounts/{AccountSid}/Messages.json';
  const form = described.paths[path].post.requestBody.content['application/x-www-form-urlencoded'].schema;
  const escaped = (part: string) => encodeURIComponent(part.replaceAll('/', '~1'));
  const way = `paths/${escaped(path)}/post/requestBody/content/${escaped('application/x-www-form-urlencoded')}/schema`;
  const judgeForm = ajv.compile({ $ref: `twilio#/${way}`, propertyNames: { enum: Object.keys(form.properties) } });
  const judgeAnswer = ajv.compile({ $ref: 'twilio#/components/schemas/api.v2010.account.message' });
  judgeForm(twilio.texts[0]?.form);
  expect(judgeForm.errors).toBeNull();
  judgeAnswer(twilio.texts[0]?.answer);
  expect(judgeAnswer.errors).toBeNull();
  // It would have noticed a field that is not Twilio's.
  expect(judgeForm({ To: TO, Text: 'Hello' })).toBe(false);
});
