import type { Card } from '../../../src/app/cards/card.ts';
import type { Digest } from '../../../src/app/cards/digest.ts';
import type { Link, Links, Opens } from '../links/token.ts';
import { NOTHING_TOLD, asksForApproval } from '../news.ts';
import type { News, Told } from '../news.ts';
import type { Button, Choice, Letter } from './letter.ts';
import { oneLine, sectionsOf } from './letter.ts';

/** Whose mail it is and how it says what it says. */
export interface Writer {
  readonly links: Links;
  /** The reader of the mail, and the case. */
  readonly owner: Pick<Link, 'bookingId' | 'fleetId' | 'memberId'>;
  readonly fleetName: string;
  readonly replyTo: string | undefined;
}

interface Before {
  readonly told: Told;
  /** He was asked before and has not answered. */
  readonly again?: boolean | undefined;
}

interface Core {
  readonly subject: string;
  readonly heading: string;
  readonly words: readonly string[];
  readonly choices?: readonly Choice[];
  readonly buttons?: readonly (Button | undefined)[];
}

/** The mail about a piece of news. */
export function newsLetter(writer: Writer, card: Card, news: News, { told, again }: Before): Letter {
  const core = WRITE[news]({ writer, card, told });
  const lead = again ? ['Nobody has answered yet.'] : [];
  const subject = again ? `Reminder: ${core.subject}` : core.subject;
  return letterOf(writer, card, { ...core, subject, words: [...lead, ...core.words] });
}

/** A mail that says one sentence about a case, with what can be done about it: a reminder, or the answer to a click. */
export function sentenceLetter(writer: Writer, card: Card, heading: string, words: string): Letter {
  const about = { writer, card, told: NOTHING_TOLD };
  const choices = card.state === 'offered' ? choicesOf(about) : [];
  const buttons = asksForApproval(card) ? [decideButton(about)] : (appointed(about).buttons ?? []);
  return letterOf(writer, card, { subject: heading.toLowerCase(), heading, words: [words], choices, buttons });
}

/** What came in quiet hours: each case with the way to its page. */
export function digestLetter(
  { title, lines }: Digest,
  writerOf: (bookingId: string) => Writer,
  writer: Writer,
): Letter {
  return {
    ...{ subject: title, heading: title, tone: 'info', about: writer.fleetName },
    words: ['Each link opens the page of its case; nothing is booked before you press a button there.'],
    choices: lines.map((line) => ({
      ...{ when: line.title, place: line.detail, why: '' },
      button: { label: 'Open', url: urlOf(writerOf(line.bookingId), 'case'), look: 'main' },
    })),
    ...{ buttons: [], facts: [], fallbacks: [], footer: [answerTo(writer)] },
  };
}

function letterOf(writer: Writer, card: Card, core: Core): Letter {
  const { title, tone, footer, fallbacks } = card;
  const { choices = [], buttons = [] } = core;
  const more: Button = { label: 'See the case', url: urlOf(writer, 'case'), look: 'plain' };
  return {
    subject: oneLine(`${title} – ${core.subject}`),
    heading: core.heading,
    tone,
    about: title,
    words: core.words,
    choices,
    buttons: [...buttons.filter((button) => button !== undefined), more],
    facts: sectionsOf(card),
    fallbacks,
    footer: [...footer, answerTo(writer)],
  };
}

/** Answers by mail are not lost: they go to people, or he is told where to answer. */
const answerTo = ({ replyTo, fleetName }: Writer): string =>
  replyTo === undefined
    ? `Sent by Pitcrew for ${fleetName}. Nobody reads answers to this mail: please answer by its links. They work without a password, so keep them to yourself.`
    : `Sent by Pitcrew for ${fleetName}. Answers to this mail go to people at ${replyTo}. Its links work without a password, so keep them to yourself.`;

const urlOf = ({ links, owner }: Writer, opens: Opens, slotId?: string): string =>
  links.url({ ...owner, opens, slotId });

interface About {
  readonly writer: Writer;
  readonly card: Card;
  readonly told: Told;
}

/** A button for something that the card offers. */
function buttonFor({ writer, card }: About, opens: Opens, look: Button['look'], label?: string): Button | undefined {
  const action = card.actions.find(({ intent }) => intent === opens);
  return action && { label: label ?? action.label, url: urlOf(writer, opens), look };
}

const decideButton = ({ writer, card }: About): Button => ({
  label: 'Approve or reject',
  url: urlOf(writer, 'decide', card.approval?.slotId),
  look: 'main',
});

const mapButton = ({ card }: About): Button | undefined =>
  card.appointment && { label: 'Open the map', url: card.appointment.mapUrl, look: 'plain' };

const choicesOf = ({ writer, card }: About): readonly Choice[] =>
  card.slots.map(({ when, providerName, distance, price, reasons, age, action, slotId }, i) => ({
    when,
    place: [providerName, reasons.includes(distance) ? undefined : distance, price].filter((part) => part).join(' · '),
    why: [...reasons, age].join(' · '),
    button: {
      label: action.label,
      url: urlOf(writer, action.intent, slotId),
      look: i === 0 ? ('main' as const) : ('plain' as const),
    },
  }));

const whenOf = ({ appointment }: Card): string =>
  appointment?.facts.find(({ label }) => label === 'When')?.value ?? 'the time below';

const short =
  (subject: string, heading: string, wanted: readonly Opens[] = []) =>
  (about: About): Core => ({
    subject,
    heading,
    words: [about.card.status],
    buttons: wanted.map((opens) => buttonFor(about, opens, 'main')),
  });

const appointed = (about: About): Pick<Core, 'buttons'> => ({
  buttons: [
    mapButton(about),
    buttonFor(about, 'undo', 'plain'),
    buttonFor(about, 'reschedule', 'plain'),
    buttonFor(about, 'cancel', 'danger'),
  ],
});

const WRITE: Readonly<Record<News, (about: About) => Core>> = {
  offer: (about) => ({
    subject: 'choose a time',
    heading: 'Choose a time',
    words: ['Each link opens a page with one button that books the time. Nothing is booked before you press it.'],
    choices: choicesOf(about),
    buttons: [
      buttonFor(about, 'more-slots', 'plain'),
      buttonFor(about, 'book-manually', 'plain'),
      buttonFor(about, 'dismiss', 'plain'),
    ],
  }),
  'nothing-free': (about) => ({
    subject: 'no free time was found',
    heading: 'No free time was found',
    words: [about.card.status],
    buttons: [buttonFor(about, 'more-slots', 'main', 'Look again'), buttonFor(about, 'book-manually', 'plain')],
  }),
  approval: (about) => ({
    subject: 'your approval is needed',
    heading: 'Your approval is needed',
    words: [about.card.status],
    buttons: [decideButton(about)],
  }),
  booked: (about) => ({
    subject: `booked for ${whenOf(about.card)}`,
    heading: 'Booked',
    words: [about.card.status, 'The invitation puts it into your calendar; it moves there when the appointment moves.'],
    ...appointed(about),
  }),
  changed: (about) => ({
    subject: `moved to ${whenOf(about.card)}`,
    heading: 'The appointment has changed',
    words: [`${wasWords(about)} ${nowWords(about)}`, 'The entry in your calendar moves with it.'],
    ...appointed(about),
  }),
  cancelled: (about) => ({
    subject: about.told.entry ? `cancelled: ${about.told.entry.when}` : 'cancelled',
    heading: about.told.entry ? 'The appointment is off' : 'Cancelled',
    words: [
      ...(about.told.entry
        ? [`It was ${about.told.entry.when} at ${about.told.entry.providerName}; it is taken out of your calendar.`]
        : []),
      about.card.status,
    ],
    buttons: [buttonFor(about, 'more-slots', 'main')],
  }),
  started: short('work has started', 'Work has started'),
  completed: (about) => ({
    subject: 'the work is done',
    heading: 'The work is done',
    words: [about.card.status, ...(about.card.rating ? [] : ['How was it? Your stars help to choose the next shop.'])],
    buttons: [buttonFor(about, 'rate', 'main', about.card.rating ? 'Edit your rating' : 'Rate the work')],
  }),
  'no-show': short('the vehicle did not arrive', 'The vehicle did not arrive', ['more-slots']),
  failed: short('it could not be booked', 'It could not be booked', ['more-slots', 'book-manually']),
  'by-hand': short('booked by hand', 'Booked by hand'),
  expired: short('the offer has ended', 'The offer has ended', ['more-slots']),
  dismissed: short('dismissed', 'Dismissed'),
};

const wasWords = ({ told }: About): string =>
  told.entry ? `It was ${told.entry.when} at ${told.entry.providerName}.` : '';
const nowWords = ({ card }: About): string =>
  `It is now ${whenOf(card)}${card.appointment ? ` at ${card.appointment.providerName}` : ''}.`;
