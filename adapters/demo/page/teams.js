import { post } from './api.js';
import { clock } from './clock.js';
import { announce, byId, h, toast } from './dom.js';
import { isShown, marksNew } from './looks.js';
import { state } from './store.js';
import { drawCard } from './teams-card.js';
import { showTask } from './teams-dialog.js';

const list = h('ol', { class: 'message-list' });
const nodes = new Map();
/** What one person alone sees in the place of a shared card, until that is edited. */
const ownCards = new Map();
let userId;
let conversationId;

const chatOf = (person) => `a:${person}`;
const cardIn = ({ activity }) => activity.attachments?.[0]?.content;
const ownKey = ({ id, edits }) => `${userId}/${id}/${edits}`;
const shownCard = (message) => ownCards.get(ownKey(message)) ?? cardIn(message);
const here = () => state.teams.activities.filter((message) => message.conversationId === conversationId);

/** The Teams pane: a channel with its cards, and a person's own chat with the app. */
export function teamsChanged(topic, detail) {
  if (topic === 'all') begin();
  if (topic !== 'teams') return;
  const { message, isNew } = detail;
  if (isNew && message.conversationId === chatOf(userId)) drawRooms();
  if (message.conversationId === conversationId) put(message.threadOf ?? message.id);
  if (isNew && !isShown('teams')) marksNew('teams');
  if (isNew && isShown('teams') && message.conversationId === conversationId)
    announce(message.activity.summary ?? message.activity.text ?? '');
}

function begin() {
  byId('tab-teams').hidden = !state.teams;
  if (!state.teams) return;
  userId ??= state.teams.people.at(-1).id;
  conversationId ??= state.teams.room.id;
  const viewer = byId('teams-viewer');
  viewer.replaceChildren(
    ...state.teams.people.map(({ id, name, title }) =>
      h('option', { value: id, selected: id === userId }, `${name} (${title.toLowerCase()})`),
    ),
  );
  viewer.onchange = () => {
    userId = viewer.value;
    open(state.teams.room.id);
  };
  open(conversationId);
}

function open(id) {
  conversationId = id;
  drawRooms();
  nodes.clear();
  list.replaceChildren();
  for (const message of here().filter(({ threadOf }) => threadOf === undefined)) put(message.id);
  byId('teams-messages').replaceChildren(list);
  byId('teams-messages').scrollTop = byId('teams-messages').scrollHeight;
}

function drawRooms() {
  const hasChat = state.teams.activities.some((message) => message.conversationId === chatOf(userId));
  const rooms = [
    [state.teams.room.id, state.teams.room.name],
    ...(hasChat ? [[chatOf(userId), 'Chat with Pitcrew']] : []),
  ];
  byId('teams-rooms').replaceChildren(
    ...rooms.map(([id, name]) =>
      h(
        'button',
        {
          type: 'button',
          class: 'channel',
          'aria-current': id === conversationId ? 'page' : undefined,
          onclick: () => open(id),
        },
        name,
      ),
    ),
  );
  byId('teams-rooms').hidden = rooms.length < 2;
  byId('teams-title').textContent = rooms.find(([id]) => id === conversationId)?.[1] ?? '';
}

/** Puts a message with its thread in its place. A card that says the same stays, with what is typed in it. */
function put(id) {
  const message = state.teams.activities.find((one) => one.id === id);
  if (!message) return;
  const content = JSON.stringify(shownCard(message));
  const old = nodes.get(id);
  const node = old?.node ?? h('li', { class: 'teams-item', 'data-id': id, tabindex: '-1' });
  const hadFocus = node.contains(document.activeElement);
  if (old?.content === content) node.querySelector('header').replaceWith(head(message));
  else if (old) node.querySelector('article').replaceWith(article(message));
  else node.append(article(message));
  node.querySelector('.thread')?.remove();
  const replies = here().filter(({ threadOf }) => threadOf === id);
  if (replies.length > 0) node.append(thread(replies));
  // Its button is gone: who works by keyboard goes on from the card, not from the top of the page.
  if (hadFocus && !node.contains(document.activeElement)) node.focus({ preventScroll: true });
  nodes.set(id, { node, content });
  if (!old) {
    list.append(node);
    byId('teams-messages').scrollTop = byId('teams-messages').scrollHeight;
  }
  void refresh(message);
}

const timeOf = ({ at }) => clock(at, state.users[0]?.timeZone);

function article(message) {
  const card = shownCard(message);
  return h(
    'article',
    { class: 'message', 'aria-label': `Pitcrew, ${timeOf(message)}` },
    h('img', { class: 'avatar', src: 'demo/assets/logo.svg', alt: '' }),
    h(
      'div',
      { class: 'message-main' },
      head(message),
      card ? h('div', { class: 'teams-card' }, drawn(message, card)) : h('p', {}, message.activity.text),
    ),
  );
}

const head = (message) =>
  h(
    'header',
    { class: 'message-head' },
    h('strong', {}, 'Pitcrew'),
    h('time', {}, timeOf(message)),
    message.edits > 0 && h('span', { class: 'edited' }, 'Edited'),
  );

function drawn(message, card) {
  return drawCard(card, {
    async execute(verb, data) {
      const answer = await invoke('adaptiveCard/action', {
        action: { type: 'Action.Execute', verb, data },
        trigger: 'manual',
      });
      take(message, answer);
    },
    async submit(data) {
      const task = (name) => async (given) => (await invoke(name, { data: given }))?.task;
      if (data.msteams?.type === 'task/fetch') showTask(await task('task/fetch')(data), task('task/submit'));
    },
  });
}

const invoke = (name, value) => post('teams/invoke', { userId, conversationId, name, value });

/** An answer takes the card's place for this person, or is said to him alone. */
function take(message, answer) {
  if (answer?.type === 'application/vnd.microsoft.activity.message') toast(answer.value);
  if (answer?.type !== 'application/vnd.microsoft.card.adaptive') return;
  const now = state.teams.activities.find(({ id }) => id === message.id) ?? message;
  const isOlder = versionIn(answer.value) < versionIn(cardIn(now));
  const isSame = JSON.stringify(answer.value) === JSON.stringify(shownCard(now));
  if (isOlder || isSame) return;
  ownCards.set(ownKey(now), answer.value);
  put(message.id);
}

const versionIn = (card) => card?.refresh?.action?.data?.version ?? 0;

/** As Teams does for every card that is looked at: who reads it gets his own, e.g. the one that decides. */
async function refresh(message) {
  const action = cardIn(message)?.refresh?.action;
  if (!action || ownCards.has(ownKey(message))) return;
  ownCards.set(ownKey(message), cardIn(message));
  take(message, await invoke('adaptiveCard/action', { action, trigger: 'automatic' }));
}

function thread(replies) {
  return h(
    'section',
    { class: 'thread', 'aria-label': 'Replies' },
    replies.map((reply) =>
      h(
        'p',
        { class: 'teams-reply' },
        h('strong', {}, 'Pitcrew '),
        h('time', {}, timeOf(reply)),
        h('br'),
        reply.activity.text,
      ),
    ),
  );
}
