import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { CASES, FUZZ_TIMEOUT_MS, SEED, createTally, sendAll } from '../support/fuzz.ts';
import { chance } from '../support/hostile.ts';
import { keptLog } from '../support/tenants.ts';
import { DANAS, startSmsWorld } from '../support/sms-world.ts';
import { TWILIO } from '../support/twilio-api.ts';
import { until } from '../support/waiting.ts';

/** Each forgery comes often enough in few; `npm run fuzz` asks for many. */
const COUNT = process.env['FUZZ_CASES'] === undefined ? 400 : CASES;

const PUBLIC_URL = 'https://pitcrew.example/fleet';
const BODIES = ['1', '2', 'MORE', 'R tomorrow', 'C', 'YES', 'NO', 'RATE 5', 'STATUS', 'HELP', 'STOP', 'START'];

/** How a forger makes his signature; none of these is Twilio's. */
const FORGERIES: readonly ((url: string, form: Record<string, string>) => string | undefined)[] = [
  () => undefined,
  () => '',
  () => 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  (url, form) => getExpectedTwilioSignature('another-auth-token', url, form),
  (url, form) => getExpectedTwilioSignature('', url, form),
  // The right token for the wrong address: where it arrived, without the prefix, over http, another path, another query.
  (url, form) => sign(url.replace(PUBLIC_URL, 'http://127.0.0.1'), form),
  (url, form) => sign(url.replace('/fleet', ''), form),
  (url, form) => sign(url.replace('https', 'http'), form),
  (url, form) => sign(`${url}/`, form),
  (url, form) => sign(`${url}?a=1`, form),
  // The right address for another text.
  (url, form) => sign(url, { ...form, Body: `${form['Body']} ` }),
  (url, form) => sign(url, { ...form, From: '+13125550152' }),
  (url, form) => sign(url, { ...form, MessageSid: 'SM0' }),
  (url, form) => sign(url, { ...form, Extra: '1' }),
  (url) => sign(url, {}),
  // Nearly right.
  (url, form) => sign(url, form).slice(0, -2),
  (url, form) => `${sign(url, form)}=`,
  (url, form) => sign(url, form).toLowerCase(),
  (url, form) => [...sign(url, form)].reverse().join(''),
];
const sign = (url: string, form: Record<string, string>): string =>
  getExpectedTwilioSignature(TWILIO.TWILIO_AUTH_TOKEN, url, form);

test(
  `${COUNT} forged texts and receipts: none is accepted, and nothing changes`,
  async () => {
    const { log, errors } = keptLog();
    const world = await startSmsWorld({ env: { PUBLIC_URL }, pitcrew: { logger: log } });
    try {
      const bookingId = await world.raise();
      const dana = world.handset(DANAS);
      await dana.reads(/^truck-17: /);
      await until('it counts as posted', async () => (await world.booking(bookingId)).cards[0]?.ref['sid']);
      const before = await world.booking(bookingId);
      const random = chance(SEED);
      const tally = createTally(`POST /sms/inbound and /sms/status, ${COUNT} forgeries, seed ${SEED}`);
      const accepted: string[] = [];
      const cases = Array.from({ length: COUNT }, (_, i) => i);
      await sendAll(cases, async (i) => {
        const path = random.pick(['/sms/inbound', '/sms/inbound', '/sms/status']);
        const form = {
          ...{ MessageSid: `SM${String(i).padStart(32, '0')}`, From: DANAS, To: TWILIO.TWILIO_FROM },
          ...(path === '/sms/status'
            ? { To: DANAS, MessageStatus: 'failed', ErrorCode: '21610' }
            : { Body: random.pick(BODIES) }),
        };
        const which = random.below(FORGERIES.length);
        const signature = FORGERIES[which]?.(`${PUBLIC_URL}${path}`, form);
        const answer = await fetch(`${world.url}${path}`, {
          method: 'POST',
          headers: {
            'x-forwarded-host': 'pitcrew.example',
            ...(signature === undefined ? {} : { 'x-twilio-signature': signature }),
          },
          body: new URLSearchParams(form),
        });
        tally.count(`${path} ${answer.status}`);
        if (answer.status !== 403) accepted.push(`#${i} by forgery ${which}: ${answer.status} ${await answer.text()}`);
      });
      expect(accepted).toEqual([]);
      expect(await world.booking(bookingId)).toEqual(before);
      expect(dana.inbox()).toHaveLength(1);
      expect(errors()).toEqual([]);
      // And it works as before.
      await dana.send('STATUS');
      await dana.reads(/^truck-17, 12 V battery: waits for a choice$/);
      tally.print();
    } finally {
      await world.close();
    }
  },
  FUZZ_TIMEOUT_MS,
);
