import { createHmac } from 'node:crypto';
import { bookingFor, findMember } from '../../../src/app/intents/find-member.ts';
import { asFleetId } from '../../../src/domain/ids.ts';
import { createTally, FUZZ_TIMEOUT_MS, SEED, sendAll } from '../../support/fuzz.ts';
import { chance, type Chance } from '../../support/hostile.ts';
import { NOW, SECRET, click, form, startSlack, submission, type Slack } from './harness.ts';
import { putCase, putFleet, putMember } from './stock.ts';

/** A few hundred in every run; `FUZZ_CASES` asks for more. */
const CASES = Number(process.env['FUZZ_CASES'] ?? 240);
const FORM = 'application/x-www-form-urlencoded';
const WINDOW_S = 300;

let slack: Slack;
let bookingId: string;
beforeEach(async () => {
  slack = await startSlack({ resolveBooking: (id, by) => bookingFor(slack.shelf, id, by) });
  await putFleet(slack.shelf, 'acme', 'Acme Delivery');
  await putMember(slack.shelf, 'acme', 'U01');
  bookingId = await putCase(slack.shelf, 'acme', 'truck-1');
});
afterEach(() => slack.close());

interface Call {
  readonly what: string;
  readonly contentType: string;
  readonly body: string;
}

/** A whole and right call of any kind that Slack makes, by a user of a team. */
function call(random: Chance, n: number, { user = 'U01', team = 'T01' } = {}): Call {
  const people = { user: { id: user, team_id: team }, team: { id: team }, trigger_id: `fuzz.${n}.${team}` };
  const value = { bookingId, version: 1, slotId: random.pick(['s1', 's2', 's3']) };
  const inForm = (what: string, payload: object): Call => ({ what, contentType: FORM, body: form(payload) });
  const event = (type: string, fields: object): Call => ({
    what: type,
    contentType: 'application/json',
    body: JSON.stringify({
      type: 'event_callback',
      event_id: `Ev${n}${team}`,
      team_id: team,
      event: { type, ...fields },
    }),
  });
  const command = new URLSearchParams({
    ...{ command: '/pitcrew', text: random.pick(['status', 'open', 'help', 'bulk']), trigger_id: `fuzz.${n}` },
    ...{ team_id: team, user_id: user, channel_id: 'C01' },
  });
  const metadata = { event_type: 'pitcrew_booking', event_payload: { bookingId, version: 1 } };
  return random.pick<() => Call>([
    () => inForm('a click', click('choose-slot:1', value, people)),
    () => inForm('a form', { ...submission({ stars: { selected_option: { value: '5' } } }), ...people }),
    () =>
      inForm('a shortcut', {
        type: 'message_action',
        callback_id: 'open-case',
        message: { ts: '1.1', metadata },
        ...people,
      }),
    () => inForm('a shortcut', { type: 'shortcut', callback_id: 'open-cases', ...people }),
    () => ({ what: 'a command', contentType: FORM, body: command.toString() }),
    () => event('app_home_opened', { user, tab: 'home' }),
    () => event('app_uninstalled', {}),
    () => event('tokens_revoked', { tokens: { bot: ['UBOT'] } }),
  ])();
}

const seconds = NOW.getTime() / 1000;
const mac = (secret: string, at: number | string, body: string): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`;
const flipped = (text: string, at: number): string =>
  text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);

/** Headers that prove a call wrongly, each in another way. */
const FORGERIES: Readonly<Record<string, (body: string, random: Chance) => Record<string, string | undefined>>> = {
  'no signature': () => ({ 'x-slack-signature': undefined }),
  'no timestamp': () => ({ 'x-slack-request-timestamp': undefined }),
  'another secret': (body, random) => ({ 'x-slack-signature': mac(`${SECRET}${random.below(1e6)}`, seconds, body) }),
  'the empty secret': (body) => ({ 'x-slack-signature': mac('', seconds, body) }),
  'one digit changed': (body, random) => ({
    'x-slack-signature': flipped(mac(SECRET, seconds, body), 3 + random.below(64)),
  }),
  'another body’s': (body) => ({ 'x-slack-signature': mac(SECRET, seconds, `${body}&x=1`) }),
  'another time’s': (body) => ({ 'x-slack-signature': mac(SECRET, seconds - 1, body) }),
  'cut short': (body, random) => ({ 'x-slack-signature': mac(SECRET, seconds, body).slice(0, -1 - random.below(60)) }),
  'another version': (body) => ({ 'x-slack-signature': mac(SECRET, seconds, body).replace('v0=', 'v1=') }),
  'in capitals': (body) => ({ 'x-slack-signature': mac(SECRET, seconds, body).toUpperCase() }),
  'too old': (body, random) => stamped(seconds - WINDOW_S - 1 - random.below(1e6), body),
  'from the future': (body, random) => stamped(seconds + WINDOW_S + 1 + random.below(1e6), body),
  'a time that is none': (body, random) => stamped(random.pick(['', 'now', '1e9', '-1', `${seconds}.5`, ' 1']), body),
};
const stamped = (at: number | string, body: string) => ({
  'x-slack-request-timestamp': String(at),
  'x-slack-signature': mac(SECRET, at, body),
});

async function send({ contentType, body }: Call, proof: Record<string, string | undefined>): Promise<number> {
  const right = { ...stamped(seconds, body), 'content-type': contentType, ...proof };
  const headers = Object.fromEntries(Object.entries(right).filter(([, value]) => value !== undefined));
  const answer = await fetch(slack.url, { method: 'POST', headers: headers as Record<string, string>, body });
  await answer.arrayBuffer();
  return answer.status;
}

test(
  `of ${CASES} forged, late and early calls none is accepted`,
  async () => {
    const random = chance(SEED);
    const tally = createTally(`Forged calls from Slack, ${CASES} cases, seed ${SEED}`);
    const accepted: string[] = [];
    const cases = Array.from({ length: CASES }, (_, n) => ({ n, forgery: random.pick(Object.keys(FORGERIES)) }));
    await sendAll(cases, async ({ n, forgery }) => {
      const one = call(random, n);
      const status = await send(one, FORGERIES[forgery]?.(one.body, random) ?? {});
      tally.count(`${forgery} ${status}`);
      if (status !== 401) accepted.push(`#${n} ${one.what}, ${forgery}: ${status}`);
    });
    await slack.settle();
    expect(accepted).toEqual([]);
    expect(slack.received).toEqual([]);
    expect(slack.api.calls).toEqual([]);
    tally.print();
    // The same calls are good ones but for their proof.
    const good = Array.from({ length: 40 }, (_, n) => call(random, n));
    expect(await Promise.all(good.map((one) => send(one, {})))).toEqual(Array(40).fill(200));
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'a call that is recorded and sent again is the same delivery, and none at all after five minutes',
  async () => {
    const random = chance(SEED + 1);
    const recorded = Array.from({ length: Math.ceil(CASES / 8) }, (_, n) => call(random, n));
    for (let again = 0; again < 3; again += 1) await sendAll(recorded, async (one) => void (await send(one, {})));
    const ids = slack.received.map(({ id }) => id);
    expect(new Set(ids).size).toBeLessThan(recorded.length);
    expect(ids).toHaveLength(3 * new Set(ids).size);
    slack.later((WINDOW_S + 1) * 1000);
    const statuses = new Set<number>();
    await sendAll(recorded, async (one) => void statuses.add(await send(one, {})));
    expect([...statuses]).toEqual([401]);
    expect(slack.received).toHaveLength(ids.length);
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'whoever calls from another team, or is no member, comes to nothing of the fleet',
  async () => {
    const random = chance(SEED + 2);
    const strangers = [{ team: 'T99' }, { user: 'U66' }, { user: 'U66', team: 'T99' }];
    const calls = Array.from({ length: CASES }, (_, n) => call(random, n, random.pick(strangers)));
    // Taking the app out of a team is nobody's call but Slack's.
    const bodies: string[] = [];
    await sendAll(
      calls.filter(({ what }) => !['app_uninstalled', 'tokens_revoked'].includes(what)),
      async (one) => {
        const { headers: _, ...answer } = await slack.send(one.body, { 'content-type': one.contentType });
        expect([one.what, answer.status]).toEqual([one.what, 200]);
        bodies.push(answer.text);
      },
    );
    await slack.settle();
    const shown = [...bodies, ...slack.api.calls.map(({ args }) => JSON.stringify(args))].join('\n');
    expect(shown).not.toMatch(/truck-1|Acme/);
    expect(slack.received.length).toBeGreaterThan(CASES / 10);
    for (const { body } of slack.received) {
      const actor = body.kind === 'intent' ? body.actor : undefined;
      expect(actor && (await findMember(slack.shelf, asFleetId('acme'), actor))).toBeUndefined();
    }
  },
  FUZZ_TIMEOUT_MS,
);
