import type { RawResponse } from '../../src/app/ports/http.ts';
import { CARD_TYPE } from './render/card.ts';
import type { AdaptiveCard } from './render/card.ts';

/** How long a click's outcome is waited for: Teams gives up on an invoke soon after (https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards). */
export const ANSWER_MS = 2500;

/** The answer to a click or a dialog, before it is written as Teams wants it for either. */
export type Answer =
  | { readonly kind: 'card'; readonly card: AdaptiveCard }
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'form'; readonly title: string; readonly card: AdaptiveCard };

/** As the answer to `adaptiveCard/action`: a card takes the place of the one that was clicked, for this person. */
export const asAction = (answer: Answer): RawResponse =>
  answer.kind === 'words'
    ? json({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: answer.text })
    : json({ statusCode: 200, type: CARD_TYPE, value: answer.card });

/** As the answer to `task/fetch` and `task/submit`: a form stays open, words are shown instead of it. */
export function asTask(answer: Answer): RawResponse {
  if (answer.kind === 'words') return json({ task: { type: 'message', value: answer.text } });
  const title = answer.kind === 'form' ? answer.title : 'Booking';
  const card = { contentType: CARD_TYPE, content: answer.card };
  return json({ task: { type: 'continue', value: { title, height: 'medium', width: 'medium', card } } });
}

export const refusal = (status: number, code: string, message: string): RawResponse =>
  json({ statusCode: status, type: 'application/vnd.microsoft.error', value: { code, message } }, status);

export const unauthorised = (): RawResponse => ({
  ...sentence(401, 'The token is missing, wrong or too old, or does not speak for this.'),
  headers: { 'content-type': 'text/plain; charset=utf-8', 'www-authenticate': 'Bearer' },
});

export const unavailable = (): RawResponse => ({
  ...sentence(503, 'Nothing can be stored at the moment. Please try again.'),
  headers: { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '5' },
});

const sentence = (status: number, body: string): RawResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});

const json = (body: object, status = 200): RawResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
});
