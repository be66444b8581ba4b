import { ask, choice, field } from './dialog.js';
import { h } from './dom.js';

const REASONS = [
  ['not-needed', 'It is not needed any more'],
  ['false-positive', 'It was a false alarm'],
  ['other', 'Something else'],
];
const STARS = [1, 2, 3, 4, 5].map((n) => [String(n), `${n} ${n === 1 ? 'star' : 'stars'}`, '★']);

const textOf = (form, name) => form.elements[name].value.trim();
const area = (attributes) => h('textarea', { rows: 3, maxlength: 2000, ...attributes });

/** Today in the reader's zone, as a date field wants it. */
const today = ({ timeZone }) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date());

/** Forms by the intent that they ask more for; what has none is sent at once, or after its question. */
const FORMS = {
  reschedule: ({ me }) => ({
    title: 'When instead?',
    text: 'Say it in your own words, or choose a day. The present time stays until the new one is sure.',
    fields: [
      field(
        'text',
        'In your words',
        h('input', { type: 'text', maxlength: 200, autocomplete: 'off', autofocus: true }),
        'Such as “Friday after 3” or “tomorrow morning”.',
      ),
      field('date', 'Day', h('input', { type: 'date', min: today(me) })),
    ],
    submit: 'Move it',
    read(form) {
      const [text, date] = [textOf(form, 'text'), textOf(form, 'date')];
      if (text === '' && date === '') return { error: 'Please say when, or choose a day.' };
      return { ...(text && { text }), ...(date && { date }) };
    },
  }),
  cancel: ({ action }) => why(action, 'Cancel the appointment?', action.label),
  dismiss: ({ action }) => why(action, 'Dismiss this alert?', 'Dismiss it'),
  rate: ({ item }) => ({
    title: 'How was the work?',
    fields: [
      choice('stars', 'Stars', STARS, String(item.card.rating?.stars ?? ''), 'star-choice'),
      field(
        'comment',
        'In a few words',
        h('textarea', { rows: 3, maxlength: 2000 }, item.card.rating?.comment ?? ''),
        'Your fleet sees this; it counts when shops are ranked.',
      ),
    ],
    submit: 'Send',
    read(form) {
      const stars = Number(form.elements.stars.value);
      if (!stars) return { error: 'Please give one to five stars.' };
      const comment = textOf(form, 'comment');
      return { stars, ...(comment && { comment }) };
    },
  }),
  reject: () => ({
    title: 'Reject this booking?',
    text: 'The time is given back. Whoever chose it reads what you write here.',
    fields: [field('comment', 'Why', area({ autofocus: true }))],
    submit: 'Reject',
    style: 'danger',
    read: (form) => (textOf(form, 'comment') ? { comment: textOf(form, 'comment') } : {}),
  }),
  'book-manually': () => ({
    title: 'I booked it myself',
    text: 'It is recorded here. The shop hears nothing from us.',
    fields: [
      field(
        'providerName',
        'Shop',
        h('input', { type: 'text', maxlength: 200, autocomplete: 'organization', autofocus: true }),
      ),
      field('start', 'Start', h('input', { type: 'datetime-local' }), 'In the time of this device.'),
      field(
        'confirmation',
        'Confirmation (if there is one)',
        h('input', { type: 'text', maxlength: 200, autocomplete: 'off' }),
      ),
    ],
    submit: 'Record it',
    read(form) {
      const [providerName, start, confirmation] = [
        textOf(form, 'providerName'),
        new Date(textOf(form, 'start')),
        textOf(form, 'confirmation'),
      ];
      if (providerName === '') return { error: 'Please name the shop.' };
      if (Number.isNaN(start.getTime())) return { error: 'Please say when it starts.' };
      return { providerName, start: start.toISOString(), ...(confirmation && { confirmation }) };
    },
  }),
  snooze: ({ action }) => ({
    title: 'Remind me later',
    fields: [
      choice(
        'minutes',
        'When?',
        action.choices.map(({ label, minutes }) => [String(minutes), label]),
        String(action.choices[0].minutes),
      ),
    ],
    submit: 'Remind me',
    read: (form) => ({ minutes: Number(form.elements.minutes.value) }),
  }),
};

function why({ confirm }, title, submit) {
  return {
    title,
    text: confirm,
    fields: [
      choice('reason', 'Why?', REASONS, 'not-needed'),
      field('other', 'In your words', h('input', { type: 'text', maxlength: 500, autocomplete: 'off' })),
    ],
    submit,
    style: 'danger',
    keep: 'Keep it',
    read(form) {
      const [reason, other] = [form.elements.reason.value, textOf(form, 'other')];
      if (reason !== 'other') return { reason };
      return other ? { reason: `other: ${other}` } : { error: 'Please say why in a few words.' };
    },
  };
}

/** Asks what an action needs beside its button, then calls `send(fields)`; with nothing to ask it is sent at once. */
export function askFor(action, context, send) {
  const { slotId, stars } = action.value;
  const given = { ...(slotId && { slotId }), ...(stars && { stars }) };
  const form = slotId || stars ? undefined : FORMS[action.intent];
  if (form) ask({ ...form({ action, ...context }), send });
  else if (action.confirm)
    ask({
      title: `${action.label}?`,
      text: action.confirm,
      submit: action.label,
      style: action.style ?? 'strong',
      send: () => send(given),
    });
  else void send(given);
}
