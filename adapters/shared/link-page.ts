import { createHash } from 'node:crypto';
import type { RawResponse } from '../../src/app/ports/http.ts';
import { escapeHtml } from './html.ts';

const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ground:#eef2f7;--ink:#0f172a;--soft:#51607a;--line:#d8e0ea;--go:#1d4ed8;--stop:#b42318;--on:#fff}
@media(prefers-color-scheme:dark){:root{--paper:#151b26;--ground:#0b0f16;--ink:#e8edf5;--soft:#9fb0c7;--line:#2b3648;--go:#8ab4ff;--stop:#ff9b8f;--on:#0b0f16}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:20px;background:var(--ground);color:var(--ink);font:17px/1.5 system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif}
main{width:100%;max-width:460px;padding:28px;background:var(--paper);border:1px solid var(--line);border-radius:16px;box-shadow:0 12px 32px rgb(15 23 42/.08)}
h1{margin:0 0 12px;font-size:24px;line-height:1.25}
p{margin:0 0 12px}
dl{display:grid;grid-template-columns:fit-content(8em) 1fr;gap:6px 18px;margin:18px 0;padding:16px 0;border-block:1px solid var(--line)}
dt{color:var(--soft)}dd{margin:0;font-weight:500;overflow-wrap:anywhere}
label,legend{display:block;margin:0 0 6px;padding:0;color:var(--soft)}
input,select,textarea{width:100%;margin:0 0 16px;padding:12px;border:1px solid var(--line);border-radius:10px;background:var(--ground);color:inherit;font:inherit}
button{width:100%;padding:14px;border:0;border-radius:10px;background:var(--go);color:var(--on);font:inherit;font-weight:650;cursor:pointer}
button.stop{background:var(--stop)}
button+button{margin-top:12px}
.other{margin:16px 0 0;text-align:center}
.other+.other{margin-top:2px}
form+.other{margin-top:18px}
section{margin-top:20px;padding-top:18px;border-top:1px solid var(--line)}
h1+section{margin-top:0;padding-top:0;border-top:0}
h2{margin:0 0 8px;font-size:18px;line-height:1.3}
.slot{display:block;margin:0 0 10px;padding:14px 16px;border:1px solid var(--line);border-radius:12px;color:inherit;text-decoration:none}
.slot strong,.slot span,.slot em{display:block}.slot span{color:var(--soft);font-size:15px}
.slot em{margin-top:6px;color:var(--go);font-style:normal;font-weight:650;text-decoration:underline}
.small{margin:12px 0 0;color:var(--soft);font-size:14px}
fieldset{margin:0 0 16px;padding:0;border:0}
.stars label{display:flex;align-items:center;gap:12px;margin:0 0 6px;padding:8px 14px;border:1px solid var(--line);border-radius:10px;color:inherit;font-size:20px;letter-spacing:2px;cursor:pointer}
.stars label:has(:checked){border-color:var(--go);background:var(--ground)}
.stars input{width:20px;height:20px;margin:0;accent-color:var(--go)}
@media(max-width:480px){body{padding:12px}main{padding:20px 18px}dl{column-gap:14px;font-size:16px}}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
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

/** A small page without scripts, for any phone, readable in light and dark. The parts are HTML. */
export function linkPage(status: number, title: string, parts: readonly string[]): RawResponse {
  const body = [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>`,
    `<body><main><h1>${escapeHtml(title)}</h1>`,
    ...parts,
    '</main></body></html>',
  ].join('\n');
  return { status, headers: HEADERS, body };
}
