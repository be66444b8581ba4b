import type { Card } from '../../../src/app/cards/card.ts';
import type { RawResponse } from '../../../src/app/ports/http.ts';
import { escapeHtml } from '../../shared/html.ts';
import { linkPage } from '../../shared/link-page.ts';
import { sectionsOf } from '../letters/letter.ts';
import type { Form } from './forms.ts';
import type { Opens } from './token.ts';

/** The address of another page about the same case, for the same reader. */
export type UrlOf = (opens: Opens, slotId?: string) => string;

export const unknownPage = (): RawResponse =>
  linkPage(404, 'This link is not known', [
    '<p>It may have been cut off, or the case is gone. Please open it from the mail once more.</p>',
  ]);

/** A link whose time is over: what can still be done stands below. */
export const gonePage = (card: Card, urlOf: UrlOf): RawResponse =>
  linkPage(410, 'This link has been used, or its time is over', [
    '<p>Nothing was changed. This is how the case stands now:</p>',
    ...standing(card, urlOf),
  ]);

/** The page with a form. Looking at it changes nothing. */
export function formPage(card: Card, form: Form, urlOf: UrlOf, problem?: string): RawResponse {
  const { title, words, facts, fields, buttons, fieldsFirst } = form;
  const told = new Set(facts.map(([label]) => label));
  const others = shownFacts(card).filter(([label]) => !told.has(label));
  const press = buttons.map(
    ({ label, intent, danger }) =>
      `<button name="intent" value="${escapeHtml(intent)}"${danger ? ' class="stop"' : ''}>${escapeHtml(label)}</button>`,
  );
  const known = list([...facts, ...others]);
  const parts = [
    problem === undefined ? '' : `<p class="problem" role="alert">${escapeHtml(problem)}</p>`,
    `<form method="post"><input type="hidden" name="seen" value="${card.version}">${fields.join('')}${press.join('')}</form>`,
  ];
  return linkPage(problem === undefined ? 200 : 400, title, [
    ...words.map(paragraph),
    ...(fieldsFirst ? [...parts, known] : [known, ...parts]),
    other('How the case stands', urlOf('case')),
  ]);
}

/** How a case stands, with all that its reader can do. */
export const casePage = (card: Card, urlOf: UrlOf): RawResponse =>
  linkPage(200, card.title, standing(card, urlOf, true));

const HEADINGS = {
  done: 'Done',
  pending: 'Under way',
  absorbed: 'Nothing had to be changed',
  refused: 'That was not possible',
  failed: 'That did not work',
} as const;
export type Ended = keyof typeof HEADINGS;

/** What became of a press. */
export const outcomePage = (card: Card, urlOf: UrlOf, ended: Ended, message: string): RawResponse =>
  linkPage(200, HEADINGS[ended], [
    `<p role="status">${escapeHtml(message)}</p>`,
    ...(ended === 'pending' ? [paragraph('You get a mail as soon as it is settled.')] : []),
    ...standing(card, urlOf),
  ]);

function standing(card: Card, urlOf: UrlOf, isAlone = false): readonly string[] {
  const { title, status, slots, moreSlots, fallbacks, actions, appointment, approval, footer } = card;
  const decides = actions.some(({ intent }) => intent === 'approve');
  const ways = [
    ...(decides ? [['Approve or reject', urlOf('decide', approval?.slotId)] as const] : []),
    ...actions
      .filter(({ intent, value }) => intent !== 'approve' && intent !== 'reject' && value.stars === undefined)
      .map(({ intent, label, value }) => [label, urlOf(intent, value.slotId)] as const),
  ];
  return [
    `<section>${isAlone ? '' : `<h2>${escapeHtml(title)}</h2>`}`,
    paragraph(status),
    ...[...slots, ...moreSlots].map(({ when, providerName, distance, price, reasons, action, slotId }) => {
      const place = [providerName, reasons.includes(distance) ? undefined : distance, price].filter((part) => part);
      const words = [escapeHtml(place.join(' · ')), escapeHtml(reasons.join(' · '))].filter((part) => part !== '');
      return `<a class="slot" href="${escapeHtml(urlOf(action.intent, slotId))}"><strong>${escapeHtml(when)}</strong>${words.map((line) => `<span>${line}</span>`).join('')}<em>${escapeHtml(action.label)}</em></a>`;
    }),
    ...fallbacks.map(({ text, phone }) => paragraph([text, phone].filter((part) => part).join(': '))),
    list(shownFacts(card)),
    ...(appointment ? [other('Open the map', appointment.mapUrl)] : []),
    ...ways.map(([label, url]) => other(label, url)),
    ...footer.map((line) => `<p class="small">${escapeHtml(line)}</p>`),
    '</section>',
  ];
}

const shownFacts = (card: Card): readonly (readonly [string, string])[] =>
  sectionsOf(card).flatMap(({ facts }) => facts.map(({ label, value }) => [label, value] as const));

const paragraph = (words: string): string => `<p>${escapeHtml(words)}</p>`;
const other = (words: string, url: string): string =>
  `<p class="other"><a href="${escapeHtml(url)}">${escapeHtml(words)}</a></p>`;
const list = (facts: readonly (readonly [string, string])[]): string =>
  facts.length === 0
    ? ''
    : `<dl>${facts.map(([label, value]) => `<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>`;
