import { createHash } from 'node:crypto';
import type { RawResponse } from '../../../../src/app/ports/http.ts';
import { escapeHtml } from '../mail/messages.ts';

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

const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ground:#eef2f7;--ink:#0f172a;--soft:#51607a;--line:#d8e0ea;--go:#1d4ed8;--stop:#b42318;--on:#fff}
@media(prefers-color-scheme:dark){:root{--paper:#151b26;--ground:#0b0f16;--ink:#e8edf5;--soft:#9fb0c7;--line:#2b3648;--go:#8ab4ff;--stop:#ff9b8f;--on:#0b0f16}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:20px;background:var(--ground);color:var(--ink);font:17px/1.5 system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif}
main{width:100%;max-width:460px;padding:28px;background:var(--paper);border:1px solid var(--line);border-radius:16px;box-shadow:0 12px 32px rgb(15 23 42/.08)}
h1{margin:0 0 12px;font-size:24px;line-height:1.25}
p{margin:0 0 12px}
dl{display:grid;grid-template-columns:auto 1fr;gap:6px 18px;margin:18px 0;padding:16px 0;border-block:1px solid var(--line)}
dt{color:var(--soft)}dd{margin:0;font-weight:500;overflow-wrap:anywhere}
label{display:block;margin:0 0 6px;color:var(--soft)}
input{width:100%;margin:0 0 16px;padding:12px;border:1px solid var(--line);border-radius:10px;background:var(--ground);color:inherit;font:inherit}
button{width:100%;padding:14px;border:0;border-radius:10px;background:var(--go);color:var(--on);font:inherit;font-weight:650;cursor:pointer}
button.stop{background:var(--stop)}
.other{margin:16px 0 0;text-align:center}
a{color:var(--go);display:inline-block;padding:6px}
:focus-visible{outline:3px solid var(--go);outline-offset:2px}
.problem{padding:10px 14px;border-left:4px solid var(--stop);background:var(--ground);border-radius:6px}
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex, nofollow',
};

/** A small page without scripts, for any phone, readable in light and dark. */
export function render(page: Page): RawResponse {
  const { status, title, words, facts = [], problem } = page;
  const list = facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('');
  const body = [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>`,
    `<body><main><h1>${escapeHtml(title)}</h1>`,
    ...words.map((line) => `<p>${escapeHtml(line)}</p>`),
    list === '' ? '' : `<dl>${list}</dl>`,
    problem === undefined ? '' : `<p class="problem" role="alert">${escapeHtml(problem)}</p>`,
    formOf(page),
    ...(page.others ?? []).map(
      ({ words: label, url }) => `<p class="other"><a href="${escapeHtml(url)}">${escapeHtml(label)}</a></p>`,
    ),
    '</main></body></html>',
  ].join('\n');
  return { status, headers: HEADERS, body };
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
