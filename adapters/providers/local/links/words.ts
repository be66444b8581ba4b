import { formatWhen } from '../../../../src/domain/time.ts';
import type { Case } from './desk.ts';
import type { Action } from './links.ts';
import type { Page } from './page.ts';

export const UNKNOWN: Page = {
  status: 404,
  title: 'This link is not known',
  words: ['It may have been cut off. Please open it from the message once more.'],
};

export const GONE: Page = {
  status: 410,
  title: 'This link has been used or withdrawn',
  words: ['There is nothing more to do here. The latest message about this job says how it stands.'],
};

const ASK: Readonly<Record<Action, { readonly title: string; readonly words: string; readonly label: string }>> = {
  accept: { title: 'Accept this job?', words: 'The fleet is told at once that you take it.', label: 'Accept' },
  propose: {
    title: 'Propose another time',
    words: 'The fleet sees your time at once and can take it with one click.',
    label: 'Propose this time',
  },
  decline: {
    title: 'Decline this job?',
    words: 'The fleet is told at once and looks for another shop.',
    label: 'Decline',
  },
  started: { title: 'Work has started?', words: 'The fleet sees it at once.', label: 'Started' },
  done: { title: 'Work is done?', words: 'The fleet sees at once that the vehicle is ready.', label: 'Done' },
};

const ELSE: Readonly<Record<Action, string>> = {
  accept: 'Accept',
  propose: 'Propose another time',
  decline: 'Decline',
  started: 'Work only starts now',
  done: 'Work is done',
};

/** What else can be said about it, so that one link in a text is enough. */
function othersOf({ link, booking }: Case): readonly Action[] {
  if (link.action === 'accept') return ['propose', 'decline'];
  return link.action === 'done' && booking.phase.state !== 'in-progress' ? ['started'] : [];
}

/** The page that asks for the press. `now` is the shop's clock, `urlOf` the address of another page about it. */
export function ask(found: Case, now: string, urlOf: (action: Action) => string): Page {
  const { action } = found.link;
  const { title, words, label } = ASK[action];
  return {
    status: 200,
    title,
    words: [words],
    facts: factsOf(found),
    button: { label, danger: action === 'decline' },
    others: othersOf(found).map((other) => ({ words: ELSE[other], url: urlOf(other) })),
    ...(action === 'propose' ? { time: { min: now, label: `Your time (${found.timeZone})` } } : {}),
  };
}

const THANKS: Readonly<Record<Action, readonly [title: string, words: string]>> = {
  accept: ['Booked. Thank you!', 'A second message brings links for when the work starts and when it is done.'],
  propose: ['Your time was sent', 'You get a message as soon as the fleet takes it.'],
  decline: ['Declined', 'The fleet was told. There is nothing more to do.'],
  started: ['Noted: the work has started', 'Press Done in the message when it is finished.'],
  done: ['Noted: the work is done', 'The fleet was told that the vehicle is ready. Thank you!'],
};

export function thanks({ link }: Case): Page {
  const [title, words] = THANKS[link.action];
  return { status: 200, title, words: [words] };
}

function factsOf({ booking, start, end, timeZone, shop }: Case): readonly (readonly [string, string])[] {
  const { context, vehicleId, workOrder } = booking;
  const model = [context.year, context.make, context.model].filter((part) => part !== undefined).join(' ');
  return [
    ['When', formatWhen(start, end, timeZone, context.locale)],
    ['Vehicle', [vehicleId, model].filter((part) => part).join(', ')],
    ...(workOrder ? [['Issue', workOrder.issue] as const, ['Work order', workOrder.number] as const] : []),
    ['Shop', shop],
  ];
}
