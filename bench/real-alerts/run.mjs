/** Feeds the cases to a running Pitcrew as a telematics system and a manager would: over HTTP, and by clicks in Slack. */

export const FLEET = 'real';
export const MANAGER = 'U01DANA';
export const TEAM = 'T01REAL';
export const CHANNEL = 'C01REAL';
const AT_ONCE = 16;

/**
 * @param {object} world
 * @param {string} world.url Pitcrew's @param {string} world.adminToken
 * @param {import('../../adapters/demo/workspace/index.ts').Workspace} world.workspace
 * @param {string} world.shopsUrl the shops' sandbox
 * @param {() => Promise<void>} world.importShops
 * @param {ReturnType<typeof import('./input.mjs').makeCases>} cases
 * @param {{ waiting?: number }} [options] `waiting`: alerts that wait for their offer at the same moment at most; all unless told
 * @returns what Pitcrew and the shops say in the end
 */
export async function runCases({ url, adminToken, workspace, shopsUrl, importShops }, cases, { waiting } = {}) {
  const { apiKey } = await call('PUT', `/v1/fleets/${FLEET}`, {
    name: 'Real Delivery',
    timeZone: 'America/Chicago',
    channels: [{ kind: 'slack', teamId: TEAM, channelId: CHANNEL }],
  });
  await call('PUT', `/v1/fleets/${FLEET}/members/dana`, {
    name: 'Dana Reyes',
    roles: ['manager'],
    slackUserId: MANAGER,
    phone: '+13125550151',
  });
  await atOnce(cases, ({ vehicle: { vehicleId, ...body } }) =>
    call('PUT', `/v1/fleets/${FLEET}/vehicles/${vehicleId}`, body),
  );
  await importShops();

  // A slot that is lost is gone from the offer afterwards, so what was clicked is noted down when it is seen first.
  const firstChoices = new Map();
  const clicks = clickFirstSlots(workspace, async (bookingId, slotId) => {
    const { offer } = await call('GET', `/v1/bookings/${bookingId}`);
    const slot = offer.slots.find((known) => known.slotId === slotId);
    if (slot) firstChoices.set(bookingId, slot);
  });
  const started = performance.now();
  const bookingIds = await atOnce(
    cases,
    async ({ alert }) => {
      const body = { ...alert, observedAt: new Date().toISOString() };
      const { bookingId } = await call('POST', '/v1/alerts', body, apiKey);
      if (waiting) await until(30_000, async () => (await call('GET', `/v1/bookings/${bookingId}`)).version > 1);
      return bookingId;
    },
    waiting,
  );
  const raised = performance.now();
  let bookings = [];
  const settled = await until(
    180_000,
    async () => {
      bookings = await all(`/v1/bookings?fleetId=${FLEET}&limit=200`);
      return bookings.length === cases.length && bookings.every((booking) => isSettled(booking, clicks));
    },
    500,
  );
  const ended = performance.now();
  await clicks.stop();
  const providers = await all('/v1/providers?limit=200');
  const refOf = new Map(providers.map(({ providerId, networkRef }) => [providerId, networkRef]));
  return {
    settled,
    bookingIds,
    bookings,
    clicks: clicks.statuses,
    providers,
    firstChoices: new Map([...firstChoices].map(([id, slot]) => [id, { ...slot, ref: refOf.get(slot.providerId) }])),
    ledger: (await (await fetch(`${shopsUrl}/_sandbox/ledger`)).json()).appointments,
    raisedMs: raised - started,
    totalMs: ended - started,
  };

  async function call(method, path, body, token = adminToken) {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
    return JSON.parse(text);
  }

  async function all(path) {
    const found = [];
    for (let cursor = ''; cursor !== null;) {
      const page = await call('GET', `${path}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
      found.push(...page.items);
      cursor = page.cursor;
    }
    return found;
  }
}

/** Nothing more comes by itself: booked, or an answer to the click, or no slot that could be clicked. */
function isSettled(booking, { clicked }) {
  if (booking.state === 'requested') return false;
  if (booking.state !== 'offered') return true;
  if (booking.offer.slots.length === 0) return booking.version > 1;
  return clicked.has(booking.bookingId) && booking.outcomes.some(({ result }) => result !== 'pending');
}

/** Clicks the first slot of each card as soon as it is there, once. */
function clickFirstSlots(workspace, before) {
  const clicked = new Set();
  const statuses = [];
  const running = new Set();
  const off = workspace.onChange((change) => {
    if (change.type !== 'message') return;
    const { message } = change;
    const bookingId = message.metadata?.event_payload?.bookingId;
    if (bookingId === undefined || clicked.has(bookingId)) return;
    const button = message.blocks.map((block) => block.accessory).find((each) => each?.action_id === 'choose-slot:1');
    if (!button) return;
    clicked.add(bookingId);
    const work = click(bookingId, message.ts, JSON.parse(button.value).slotId).finally(() => running.delete(work));
    running.add(work);
  });
  async function click(bookingId, ts, slotId) {
    await before(bookingId, slotId);
    statuses.push((await workspace.click(MANAGER, CHANNEL, ts, 'choose-slot:1')).status);
  }
  return {
    clicked,
    statuses,
    async stop() {
      off();
      await Promise.all(running);
    },
  };
}

async function atOnce(items, work, many = AT_ONCE) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const i = next++;
      results[i] = await work(items[i]);
    }
  };
  await Promise.all(Array.from({ length: many }, worker));
  return results;
}

async function until(ms, look, every = 50) {
  for (const end = performance.now() + ms; performance.now() < end;) {
    if (await look()) return true;
    await new Promise((resolve) => setTimeout(resolve, every));
  }
  return false;
}
