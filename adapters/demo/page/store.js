/**
 * What the page knows, from the server's events alone. `topic` is what changed: `all` after a (re)connect, else
 * `vehicles`, `ledger`, `down`, `channels`, `messages`, `ephemerals`, `view`, `teams` or `text`.
 */
export const state = { vehicles: [], ledger: [], messages: [], ephemerals: [], views: [], users: [], channels: [] };

const listeners = new Set();

export const onChange = (listener) => listeners.add(listener);
const tell = (topic, detail) => listeners.forEach((listener) => listener(topic, detail));

/** Puts an item in the place of the one with the same key, or behind the others. Says whether it is new. */
function put(list, item, same) {
  const index = list.findIndex((other) => same(other, item));
  if (index < 0) list.push(item);
  else list[index] = item;
  return index < 0;
}

const sameMessage = (a, b) => a.ts === b.ts && a.channelId === b.channelId;

const slackChanges = {
  message: ({ message }) => tell('messages', { message, isNew: put(state.messages, message, sameMessage) }),
  'message-deleted': (gone) => {
    state.messages = state.messages.filter((message) => !sameMessage(message, gone));
    tell('messages', { gone });
  },
  ephemeral: ({ message }) =>
    tell('ephemerals', { message, isNew: put(state.ephemerals, message, (a, b) => a.ts === b.ts) }),
  'ephemeral-deleted': ({ userId, ts }) => {
    state.ephemerals = state.ephemerals.filter((note) => note.ts !== ts || note.onlyFor !== userId);
    tell('ephemerals', { gone: { ts } });
  },
  view: ({ userId, view }) => {
    state.views = state.views.filter((other) => other.userId !== userId);
    if (view) state.views.push(view);
    tell('view', { userId, view });
  },
  channel: ({ channel }) => {
    put(state.channels, channel, (a, b) => a.id === b.id);
    tell('channels');
  },
};

/** Follows the server's events. `onConnection` is told whether they come. */
export function connect(onConnection) {
  const source = new EventSource('demo/events');
  const on = (type, handle) => source.addEventListener(type, (event) => handle(JSON.parse(event.data)));
  source.addEventListener('open', () => onConnection(true));
  source.addEventListener('error', () => onConnection(false));
  on('snapshot', (data) => {
    Object.assign(state, data);
    tell('all');
  });
  on('vehicle', (vehicle) => {
    put(state.vehicles, vehicle, (a, b) => a.vehicleId === b.vehicleId);
    tell('vehicles', vehicle);
  });
  on('ledger', (ledger) => {
    const before = state.ledger;
    state.ledger = ledger;
    tell('ledger', { before });
  });
  on('down', (until) => {
    state.downUntil = until;
    tell('down');
  });
  on('teams', (message) =>
    tell('teams', { message, isNew: put(state.teams.activities, message, (a, b) => a.id === b.id) }),
  );
  on('text', (text) => tell('text', { text, isNew: put(state.phone.texts, text, (a, b) => a.sid === b.sid) }));
  on('slack', (change) => slackChanges[change.type]?.(change));
}
