import { escapeHtml } from '../../shared/html.ts';
import type { Button, Choice, Letter } from './letter.ts';

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const INK = '#0f172a';
const SOFT = '#51607a';
const LINE = '#dbe3ed';

const TONES: Readonly<Record<Letter['tone'], string>> = {
  info: '#1d4ed8',
  warning: '#b45309',
  critical: '#b42318',
  progress: '#1d4ed8',
  good: '#15803d',
  muted: '#64748b',
};

/** What styles cannot say in line; a program that drops it still shows a readable mail. */
const STYLE = `
@media (max-width:520px){.page{padding:0!important}.sheet{border-radius:0!important;border-left:0!important;border-right:0!important}.pad{padding-left:20px!important;padding-right:20px!important}.slot td{display:block!important;width:auto!important;text-align:left!important}.slot .act{padding-top:12px!important}.act a,.way a{display:block!important;text-align:center!important}.way{display:block!important;margin-right:0!important}.name{width:38%!important}}
@media (prefers-color-scheme:dark){.ground{background:#0b0f16!important}.sheet{background:#151b26!important;border-color:#2b3648!important}.ink,.ink a{color:#e8edf5!important}.soft{color:#9fb0c7!important}.box{border-color:#2b3648!important}.plain{background:#151b26!important;color:#a9c7ff!important;border-color:#3a4a63!important}.danger{background:#151b26!important;color:#ffb1a8!important;border-color:#6b3a36!important}}
`;

/** A letter as HTML for mail programs: tables and styles in line, nothing loaded from anywhere, dark where that is wanted. */
export function htmlOf(letter: Letter): string {
  const { subject, heading, tone, about, words, choices, buttons, facts, fallbacks, footer } = letter;
  const main = [
    `<p class="soft" style="margin:0 0 4px;color:${SOFT};font-size:14px">${escapeHtml(about)}</p>`,
    `<h1 class="ink" style="margin:0 0 14px;font-size:24px;line-height:1.25;color:${INK}">${escapeHtml(heading)}</h1>`,
    ...words.map((line) => `<p class="ink" style="margin:0 0 12px;color:${INK}">${escapeHtml(line)}</p>`),
    ...choices.map(choiceOf),
    ...fallbacks.map(fallbackOf),
    ways(buttons),
    ...facts.map(factsOf),
  ];
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escapeHtml(subject)}</title><style>${STYLE}</style></head>`,
    '<body class="ground" style="margin:0;padding:0;background:#eef2f7">',
    // What a list of mails shows beside the subject.
    `<div style="display:none;max-height:0;overflow:hidden;opacity:0">${escapeHtml(words.join(' ').slice(0, 140))}</div>`,
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="ground" style="background:#eef2f7"><tr><td class="page" align="center" style="padding:28px 12px">`,
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="sheet" style="max-width:600px;background:#ffffff;border:1px solid ${LINE};border-radius:14px;${FONT};font-size:16px;line-height:1.5;text-align:left">`,
    `<tr><td style="height:6px;font-size:0;line-height:0;background:${TONES[tone]};border-radius:13px 13px 0 0">&#160;</td></tr>`,
    `<tr><td class="pad" style="padding:26px 32px 10px">${main.join('\n')}</td></tr>`,
    `<tr><td class="pad" style="padding:8px 32px 26px">${footer.map((line) => `<p class="soft" style="margin:0 0 6px;color:${SOFT};font-size:13px;line-height:1.45">${escapeHtml(line)}</p>`).join('\n')}</td></tr>`,
    '</table></td></tr></table></body></html>',
  ].join('\n');
}

const LOOKS: Readonly<Record<Button['look'], string>> = {
  main: 'background:#1d4ed8;color:#ffffff;border:1px solid #1d4ed8',
  plain: 'background:#ffffff;color:#1d4ed8;border:1px solid #b9c6d8',
  danger: 'background:#ffffff;color:#b42318;border:1px solid #e3bcb7',
};

const linkOf = ({ label, url, look }: Button): string =>
  `<a href="${escapeHtml(url)}" class="${look}" style="display:inline-block;padding:10px 18px;border-radius:9px;text-decoration:none;font-weight:600;font-size:15px;${LOOKS[look]}">${escapeHtml(label)}</a>`;

const choiceOf = ({ when, place, why, button }: Choice): string =>
  [
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="slot box" style="margin:0 0 12px;border:1px solid ${LINE};border-radius:11px"><tr>`,
    `<td style="padding:14px 16px;vertical-align:middle"><div class="ink" style="font-weight:650;color:${INK}">${escapeHtml(when)}</div><div class="ink" style="color:${INK}">${escapeHtml(place)}</div><div class="soft" style="color:${SOFT};font-size:14px">${escapeHtml(why)}</div></td>`,
    `<td class="act" style="padding:14px 16px;vertical-align:middle;text-align:right;white-space:nowrap">${linkOf(button)}</td>`,
    '</tr></table>',
  ].join('');

const isWeb = (url: string): boolean => /^https?:\/\//i.test(url);

function fallbackOf({ text, phone, url }: Letter['fallbacks'][number]): string {
  const call = phone ? `<a href="tel:${escapeHtml(phone.replace(/[^+\d]/g, ''))}">${escapeHtml(phone)}</a>` : '';
  const page = url && isWeb(url) ? `<a href="${escapeHtml(url)}">${escapeHtml('Its booking page')}</a>` : '';
  const ways = [call, page].filter((part) => part !== '').join(' · ');
  return `<p class="ink" style="margin:0 0 12px;color:${INK}">${escapeHtml(text)}${ways === '' ? '' : `: ${ways}`}</p>`;
}

const ways = (buttons: readonly Button[]): string =>
  buttons.length === 0
    ? ''
    : `<div style="margin:18px 0 8px">${buttons.map((button) => `<span class="way" style="display:inline-block;margin:0 8px 10px 0">${linkOf(button)}</span>`).join('')}</div>`;

const factsOf = ({ title, facts }: Letter['facts'][number]): string =>
  [
    `<h2 class="ink" style="margin:18px 0 6px;font-size:16px;color:${INK}">${escapeHtml(title)}</h2>`,
    `<table width="100%" cellpadding="0" cellspacing="0" class="box" style="border-top:1px solid ${LINE}">`,
    ...facts.map(
      ({ label, value }) =>
        `<tr><th scope="row" class="soft box name" style="width:30%;padding:7px 12px 7px 0;text-align:left;vertical-align:top;font-weight:400;color:${SOFT};border-bottom:1px solid ${LINE}">${escapeHtml(label)}</th><td class="ink box" style="padding:7px 0;vertical-align:top;color:${INK};border-bottom:1px solid ${LINE};word-break:break-word">${escapeHtml(value)}</td></tr>`,
    ),
    '</table>',
  ].join('');
