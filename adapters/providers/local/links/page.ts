import type { RawResponse } from '../../../../src/app/ports/http.ts';
import { escapeHtml } from '../../../shared/html.ts';
import { linkPage } from '../../../shared/link-page.ts';

export interface Page {
  readonly status: number;
  readonly title: string;
  /** Paragraphs. */
  readonly words: readonly string[];
  readonly facts?: readonly (readonly [string, string])[] | undefined;
  /** What pressing does. The page with a button changes nothing by itself. */
  readonly button?: { readonly label: string; readonly danger?: boolean | undefined } | undefined;
  /** Ways to other pages about it, below the button. */
  readonly others?: readonly { readonly words: string; readonly url: string }[] | undefined;
  /** A wall time to be told, within these. */
  readonly time?: { readonly min: string; readonly value?: string | undefined; readonly label: string } | undefined;
  /** What was wrong with what was sent. */
  readonly problem?: string | undefined;
}

/** A small page without scripts, for any phone, readable in light and dark. */
export function render(page: Page): RawResponse {
  const { status, title, words, facts = [], problem } = page;
  const list = facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('');
  return linkPage(status, title, [
    ...words.map((line) => `<p>${escapeHtml(line)}</p>`),
    list === '' ? '' : `<dl>${list}</dl>`,
    problem === undefined ? '' : `<p class="problem" role="alert">${escapeHtml(problem)}</p>`,
    formOf(page),
    ...(page.others ?? []).map(
      ({ words: label, url }) => `<p class="other"><a href="${escapeHtml(url)}">${escapeHtml(label)}</a></p>`,
    ),
  ]);
}

function formOf({ button, time }: Page): string {
  if (!button) return '';
  const value = time?.value === undefined ? '' : ` value="${escapeHtml(time.value)}"`;
  const field = time
    ? `<label for="start">${escapeHtml(time.label)}</label><input id="start" name="start" type="datetime-local" required min="${escapeHtml(time.min)}"${value}>`
    : '';
  const look = button.danger ? ' class="stop"' : '';
  return `<form method="post">${field}<button${look}>${escapeHtml(button.label)}</button></form>`;
}
