import { byId, h, refill } from './dom.js';
import { showModal } from './modal.js';
import { state } from './store.js';
import { messageChanged, showConversation } from './thread.js';

let userId;
let channelId;
const unread = new Set();

const namesById = () => new Map(state.users.map(({ id, name }) => [id, name]));
const visibleTo = ({ members }) => members === undefined || members.includes(userId);

/** The Slack pane: who is signed in, which conversation, and his modal. */
export function conversationsChanged(topic, detail) {
  if (topic === 'all') begin();
  if (topic === 'channels') drawChannels();
  if (topic === 'messages' || topic === 'ephemerals') {
    const message = detail.message;
    if (message && message.channelId !== channelId && detail.isNew && !message.onlyFor) {
      unread.add(message.channelId);
      drawChannels();
    }
    messageChanged(detail);
  }
  if (topic === 'view' && detail.userId === userId) showModal(userId, namesById());
}

function begin() {
  userId ??= state.users[0]?.id;
  channelId ??= state.channelId;
  byId('slack-team').textContent = `Slack · ${state.team.teamName}`;
  const viewer = byId('viewer');
  viewer.replaceChildren(
    ...state.users.map(({ id, name, title }) =>
      h('option', { value: id, selected: id === userId }, title ? `${name} (${title.toLowerCase()})` : name),
    ),
  );
  viewer.onchange = () => {
    userId = viewer.value;
    if (!state.channels.some((channel) => channel.id === channelId && visibleTo(channel))) channelId = state.channelId;
    draw();
  };
  draw();
}

function draw() {
  byId('inbox').href = `demo/inbox?user=${encodeURIComponent(userId)}`;
  drawChannels();
  showConversation(userId, channelId);
  showModal(userId, namesById());
}

function drawChannels() {
  const tabs = state.channels.filter(visibleTo).map(({ id, name, directWith }) =>
    h(
      'button',
      {
        type: 'button',
        class: 'channel',
        'data-key': id,
        'aria-current': id === channelId ? 'page' : undefined,
        onclick: () => open(id),
      },
      h('span', { 'aria-hidden': 'true', class: 'channel-sign' }, directWith ? '●' : '#'),
      directWith ? state.team.botName : name,
      unread.has(id) && h('span', { class: 'unread' }, 'new'),
    ),
  );
  refill(byId('channels'), tabs);
  byId('channels').hidden = tabs.length < 2;
  const current = state.channels.find(({ id }) => id === channelId);
  byId('slack-title').textContent = current?.directWith ? 'Direct message' : `#${current?.name ?? ''}`;
}

function open(id) {
  channelId = id;
  unread.delete(id);
  draw();
}
