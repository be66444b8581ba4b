import { post } from './api.js';
import { renderContent } from './block-kit.js';
import { clock } from './clock.js';
import { announce, byId, h, refill, toast } from './dom.js';
import { state } from './store.js';
import { renderBlocksText } from './plain-text.js';

const nodes = new Map();
const list = h('ol', { class: 'message-list' });
let place = { userId: '', channelId: '' };

const people = () =>
  new Map([...state.users.map(({ id, name }) => [id, name]), [state.team.botUserId, state.team.botName]]);
const inChannel = (message) => message.channelId === place.channelId;
const byTs = (a, b) => (a.ts < b.ts ? -1 : 1);
const visible = () =>
  [...state.messages, ...state.ephemerals.filter(({ onlyFor }) => onlyFor === place.userId)].filter(inChannel);
const timeOf = (ts) => clock(Number(ts) * 1000, state.users.find(({ id }) => id === place.userId)?.timeZone);

/** Shows a conversation from the beginning, as one person sees it. */
export function showConversation(userId, channelId) {
  place = { userId, channelId };
  nodes.clear();
  list.replaceChildren();
  const roots = visible()
    .filter(({ threadTs }) => threadTs === undefined)
    .sort(byTs);
  for (const message of roots) putRoot(message);
  byId('messages').replaceChildren(roots.length > 0 ? list : empty());
  followsEnd = true;
  scrollToEnd();
}

/** Draws what changed: a message, a reply in its thread, or that one is gone. */
export function messageChanged({ message, gone, isNew }) {
  const ts = message?.threadTs ?? message?.ts ?? gone.ts;
  if (message && (!inChannel(message) || (message.onlyFor ?? place.userId) !== place.userId)) return;
  if (gone) {
    const threadOf = [...nodes.keys()].find((root) => nodes.get(root).querySelector(`[data-ts="${gone.ts}"]`));
    if (threadOf !== undefined && threadOf !== gone.ts) putRoot(find(threadOf));
    nodes.get(gone.ts)?.remove();
    nodes.delete(gone.ts);
  } else {
    putRoot(find(ts) ?? message);
    speak(message, isNew);
  }
  if (nodes.size > 0 && !list.isConnected) byId('messages').replaceChildren(list);
  if (nodes.size === 0) byId('messages').replaceChildren(empty());
  if (isNew && message.threadTs === undefined) followsEnd = true;
  if (followsEnd) scrollToEnd();
}

const find = (ts) => visible().find((message) => message.ts === ts);

/** Puts a root message with its thread in its place. */
function putRoot(message) {
  if (!message) return;
  const old = nodes.get(message.ts);
  const node = old ?? h('li', { class: 'message-item', 'data-ts': message.ts, tabindex: '-1' });
  const hadFocus = node.contains(document.activeElement);
  refill(node, [article(message), thread(message)]);
  // Its button is gone: who works by keyboard goes on from the card, not from the top of the page.
  if (hadFocus && !node.contains(document.activeElement)) node.focus({ preventScroll: true });
  nodes.set(message.ts, node);
  if (old) return;
  const next = [...list.children].find((other) => other.dataset.ts > message.ts);
  list.insertBefore(node, next ?? null);
}

/** `follows`: right under a message of the same author, whose name is not said again. */
function article(message, follows = false) {
  const isBot = message.user === state.team.botUserId;
  const name = people().get(message.user) ?? message.user;
  const content = renderContent(message, { people: people(), act: (element, chosen) => act(message, element, chosen) });
  return h(
    'article',
    {
      class: `message ${message.onlyFor ? 'only-you' : ''} ${follows ? 'follows' : ''}`,
      'data-ts': message.ts,
      'aria-label': `${name}, ${timeOf(message.ts)}`,
    },
    avatar(isBot, name),
    h(
      'div',
      { class: 'message-main' },
      message.onlyFor && onlyYou(message),
      h(
        'header',
        { class: 'message-head' },
        h('strong', {}, name),
        isBot && h('span', { class: 'app-badge' }, 'App'),
        h('time', {}, timeOf(message.ts)),
        message.edited && h('span', { class: 'edited' }, '(edited)'),
      ),
      h('div', { class: 'blocks' }, content),
    ),
  );
}

function onlyYou({ onlyFor, ts }) {
  return h(
    'p',
    { class: 'only-you-note' },
    'Only visible to you · ',
    h(
      'button',
      {
        type: 'button',
        class: 'link',
        'data-key': `dismiss-${ts}`,
        onclick: () => void post('dismiss', { userId: onlyFor, ts }),
      },
      'Dismiss',
    ),
  );
}

function avatar(isBot, name) {
  if (isBot) return h('img', { class: 'avatar', src: 'demo/assets/logo.svg', alt: '' });
  return h('span', { class: 'avatar letter', 'aria-hidden': 'true' }, name.slice(0, 1));
}

function thread(message) {
  const replies = visible()
    .filter(({ threadTs }) => threadTs === message.ts)
    .sort(byTs);
  if (replies.length === 0) return null;
  const count = replies.filter(({ onlyFor }) => !onlyFor).length;
  const words = count === 1 ? '1 reply' : `${count} replies`;
  return h(
    'section',
    { class: 'thread', 'aria-label': 'Thread' },
    h('p', { class: 'thread-count' }, count > 0 ? words : 'Thread'),
    replies.map((reply, i) =>
      article(reply, i > 0 && !reply.onlyFor && !replies[i - 1].onlyFor && reply.user === replies[i - 1].user),
    ),
  );
}

async function act(message, element, { option } = {}) {
  const { ts, channelId } = message;
  const click = { userId: place.userId, channelId, ts, actionId: element.action_id, selectedOption: option?.value };
  const done = await post('click', click);
  if (done && (done.status < 200 || done.status > 299)) {
    const why = done.status === 0 ? 'did not answer within 3 seconds' : `answered with status ${done.status}`;
    toast(`Pitcrew ${why}. Nothing was lost if it says so later; else click again.`, 'bad');
  }
}

function speak(message, isNew) {
  const words = message.text || renderBlocksText(message.blocks);
  const kind = message.onlyFor ? 'Only visible to you: ' : isNew ? '' : 'Card updated: ';
  announce(`${kind}${words}`.slice(0, 300));
}

function scrollToEnd() {
  const box = byId('messages');
  box.scrollTop = box.scrollHeight;
}

// The end stays in view, whatever grows, until someone scrolls up.
let followsEnd = true;
let lastTop = 0;
byId('messages').addEventListener('scroll', ({ target: box }) => {
  if (box.scrollHeight - box.scrollTop - box.clientHeight < 40) followsEnd = true;
  else if (box.scrollTop < lastTop) followsEnd = false;
  lastTop = box.scrollTop;
});
const growth = new ResizeObserver(() => followsEnd && scrollToEnd());
growth.observe(list);
growth.observe(byId('messages'));

function empty() {
  return h(
    'div',
    { class: 'empty' },
    h('img', { src: 'demo/assets/logo.svg', alt: '', width: 44, height: 44 }),
    h('h3', {}, 'No message yet'),
    h(
      'p',
      {},
      'Raise an alert on the left, or pull a battery’s health under 75 %. Pitcrew then posts three bookable times here.',
    ),
  );
}
