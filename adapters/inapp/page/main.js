import { act, get, SessionOver } from './api.js';
import { renderCard } from './card.js';
import { announce, byId, h, swap } from './dom.js';
import { askFor } from './forms.js';
import { groupOf, inOrder } from './groups.js';
import { listen } from './live.js';

const GROUPS = ['needs', 'way', 'closed'];
const PAGES_AT_MOST = 10;
const GATHER_MS = 40;
const OUTCOME_MS = 20_000;
const OLD_MS = 3_000;

const items = new Map();
/** What only this page knows of a case. */
const own = new Map();
/** Clicks whose end is still to come, by their delivery's id. */
const waiting = new Map();
let me;
let live;

const mineOf = (bookingId) => {
  if (!own.has(bookingId)) own.set(bookingId, { open: new Set() });
  return own.get(bookingId);
};

/** Takes cases in; those that are known in this version already stay as they are. */
function take(list, { isNews = false } = {}) {
  for (const item of list) {
    const known = items.get(item.bookingId);
    if (known && known.version > item.version) continue;
    items.set(item.bookingId, item);
    if (isNews && !known) {
      mineOf(item.bookingId).fresh = true;
      announce(`New: ${item.card.title}. ${item.card.status}`);
    }
    const heard = hearOutcomes(item);
    if (!heard && known && known.version !== item.version) dropOldOutcome(item.bookingId);
    if (heard || !known || known.version !== item.version) render(item);
  }
  arrange();
}

/** What was said of a click is old news once the case has gone on. */
function dropOldOutcome(bookingId) {
  const mine = mineOf(bookingId);
  if (mine.outcome && performance.now() - mine.outcome.at > OLD_MS) delete mine.outcome;
}

/** Whether there is news of a click. */
function hearOutcomes({ bookingId, yours }) {
  let heard = false;
  for (const { deliveryId, result, message } of yours) {
    if (!waiting.has(deliveryId) || result === 'pending') continue;
    waiting.delete(deliveryId);
    say(bookingId, message, result === 'done' || result === 'absorbed' ? 'good' : 'bad');
    heard = true;
  }
  return heard;
}

/** Tells the clicker, and nobody else, what became of his click. */
function say(bookingId, text, tone) {
  const mine = mineOf(bookingId);
  const outcome = { text, tone, at: performance.now() };
  mine.outcome = outcome;
  // A dialog that is open says it itself.
  if (!byId('dialog').open) announce(text);
  setTimeout(() => {
    if (mine.outcome !== outcome) return;
    delete mine.outcome;
    refresh(bookingId);
  }, OUTCOME_MS);
}

function render(item) {
  const card = renderCard(item, {
    me,
    mine: mineOf(item.bookingId),
    press: (action, key) =>
      askFor(action, { item: items.get(item.bookingId), me }, (fields) =>
        send(item.bookingId, action.intent, fields, key),
      ),
  });
  const old = byId(`case-${item.bookingId}`);
  if (old) swap(old, card);
  else byId(groupOf(item, me.acts)).append(card);
}

function refresh(bookingId) {
  const item = items.get(bookingId);
  if (item) render(item);
}

/** Brings cards into their groups and their order; a card that keeps its place is not touched. */
function arrange() {
  const all = [...items.values()];
  for (const group of GROUPS) {
    const list = inOrder(
      group,
      all.filter((item) => groupOf(item, me.acts) === group),
    );
    const parent = byId(group);
    list.forEach((item, n) => {
      const card = byId(`case-${item.bookingId}`);
      if (parent.children[n] === card) return;
      const focused = card.contains(document.activeElement) ? document.activeElement : undefined;
      parent.insertBefore(card, parent.children[n] ?? null);
      focused?.focus({ preventScroll: true });
    });
    byId(`${group}-count`).textContent = list.length || '';
    if (group !== 'needs') byId(`${group}-section`).hidden = list.length === 0;
    else {
      byId('needs-empty').hidden = list.length > 0;
      document.title = `${list.length > 0 ? `(${list.length}) ` : ''}Inbox · ${me.fleetName}`;
    }
  }
}

/** Sends a click. Answers why it was refused, if a dialog asks; the card says it as well. */
async function send(bookingId, intent, fields, key) {
  const mine = mineOf(bookingId);
  mine.busy = key;
  mine.fresh = false;
  delete mine.outcome;
  refresh(bookingId);
  let refusal;
  try {
    const { outcome, message, deliveryId } = await act(items.get(bookingId), intent, fields);
    if (outcome === 'refused') refusal = message;
    if (outcome === 'accepted') waiting.set(deliveryId, bookingId);
    say(bookingId, message, outcome === 'refused' ? 'bad' : 'good');
  } catch (error) {
    if (error instanceof SessionOver) return sessionOver();
    refusal = error.message;
    say(bookingId, error.message, 'bad');
  }
  delete mine.busy;
  await fetchNow([bookingId]);
  refresh(bookingId);
  return refusal;
}

const wanted = new Set();
let gathering;

/** Fetches cards that changed, several at once where they come together. */
function fetchSoon(bookingId) {
  wanted.add(bookingId);
  gathering ??= setTimeout(() => {
    gathering = undefined;
    const ids = [...wanted];
    wanted.clear();
    void fetchNow(ids);
  }, GATHER_MS);
}

async function fetchNow(ids) {
  try {
    for (let n = 0; n < ids.length; n += 50) {
      const { items: list } = await get(`bookings?ids=${ids.slice(n, n + 50).join(',')}`);
      take(list, { isNews: true });
    }
  } catch (error) {
    if (error instanceof SessionOver) sessionOver();
  }
}

async function load() {
  let cursor = '';
  for (let page = 0; page < PAGES_AT_MOST && cursor !== null; page++) {
    const answer = await get(`bookings?limit=100${cursor && `&cursor=${cursor}`}`);
    take(answer.items);
    cursor = answer.cursor;
  }
  take((await get('bookings?of=closed&limit=30')).items);
}

function showLive(state) {
  const line = byId('live');
  if (line.dataset.state === state) return;
  line.dataset.state = state;
  line.textContent = state === 'live' ? 'Live' : 'Reconnecting…';
}

function sessionOver() {
  live?.close();
  byId('live').dataset.state = 'over';
  byId('live').textContent = 'Over';
  byId('dialog').close();
  document.querySelector('.skip')?.remove();
  const main = byId('cases');
  main.className = 'over';
  main.replaceChildren(
    h('h2', { tabindex: '-1', id: 'over-title' }, 'This session is over'),
    h('p', {}, 'Please open the inbox again from where you came from.'),
  );
  byId('over-title').focus();
  return 'This session is over.';
}

async function start() {
  // The link's token is in the cookie now; it is not to stay in the address, the history or a screenshot.
  if (location.search) history.replaceState(null, '', location.pathname);
  me = await get('me');
  byId('fleet').textContent = me.fleetName;
  byId('member').textContent = `Maintenance inbox · ${me.name}${me.acts ? '' : ' (reads only)'}`;
  await load();
  byId('cases').removeAttribute('aria-busy');
  live = listen({
    onBooking: ({ bookingId, version }) => (items.get(bookingId)?.version ?? 0) < version && fetchSoon(bookingId),
    onState: showLive,
    onBack: () => void load().catch(() => undefined),
    onRefused: () => void get('me').catch((error) => error instanceof SessionOver && sessionOver()),
  });
}

start().catch((error) => {
  if (error instanceof SessionOver) return sessionOver();
  byId('live').textContent = 'Not reached';
  byId('needs-empty').hidden = false;
  byId('needs-empty').textContent = 'The inbox could not be read. Please load the page again.';
});
