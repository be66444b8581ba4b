import type { WorkOrder } from '../../../../src/domain/booking.ts';
import { formatMoney } from '../../../../src/domain/money.ts';
import { escapeHtml } from '../../../shared/html.ts';

/** A link with the words that stand for it. */
export interface MailLink {
  readonly words: string;
  readonly url: string;
}

export interface Message {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What every mail to a shop is about. */
export interface Job {
  /** As people call it, its id first. */
  readonly vehicle: string;
  readonly vin: string;
  readonly fleet: string;
  readonly when: string;
  readonly shop: string;
  readonly locale: string;
  readonly workOrder: WorkOrder;
}

const factsOf = ({ vehicle, vin, fleet, when, locale, workOrder }: Job): readonly (readonly [string, string])[] => {
  const { number, po, issue, service, faultCodes, notToExceed, contact } = workOrder;
  return [
    ['When', when],
    ['Vehicle', vehicle],
    ['VIN', vin],
    ['Issue', issue],
    ['Service', service],
    ...(faultCodes.length > 0 ? [['Fault codes', faultCodes.join(', ')] as const] : []),
    ['Work order', number],
    ['PO', po],
    ...(notToExceed ? [['Not to exceed', formatMoney(notToExceed, locale)] as const] : []),
    ['Fleet', fleet],
    ['Contact', contact.phone ? `${contact.name}, ${contact.phone}` : contact.name],
  ];
};

/** The shop is asked for a time, or for another time than the one that it has accepted. */
export function requestMessage(
  job: Job,
  was: string | undefined,
  links: readonly MailLink[],
  answerBy: string,
): Message {
  const { fleet, when, shop, vehicle, workOrder } = job;
  if (was !== undefined)
    return message(`${workOrder.number}: can you take ${vehicle} on ${when} instead?`, job, links, [
      `Hello ${shop},`,
      `${fleet} asks to move the appointment on ${was} to ${when}. The old time stays booked until you accept. One press on a link below answers; please answer by ${answerBy}.`,
    ]);
  return message(`${workOrder.number}: can you take ${vehicle} on ${when}?`, job, links, [
    `Hello ${shop},`,
    `${fleet} asks for this time in your shop. One press on a link below answers; please answer by ${answerBy}.`,
  ]);
}

/** The shop's yes has been taken up: how it tells of the work. */
export const acceptedMessage = (job: Job, links: readonly MailLink[]): Message =>
  message(`${job.workOrder.number}: booked for ${job.when}`, job, links, [
    `Hello ${job.shop},`,
    `Thank you: ${job.vehicle} comes on ${job.when}. Please press Started when the work begins, and Done when it is finished.`,
  ]);

/** The new time came to nothing. */
export const keptMessage = (job: Job): Message =>
  message(
    `${job.workOrder.number}: stays on ${job.when}`,
    job,
    [],
    [
      `Hello ${job.shop},`,
      `The request for another time is withdrawn. The appointment stays on ${job.when}, with the links that you have for it.`,
    ],
  );

/** A request that was not answered in time, or that is no longer needed. */
export const withdrawnMessage = (job: Job): Message =>
  message(
    `${job.workOrder.number}: request for ${job.when} withdrawn`,
    job,
    [],
    [
      `Hello ${job.shop},`,
      `The request for ${job.when} is withdrawn: nothing needs to be done, and its links no longer work.`,
    ],
  );

/** An appointment that is off. */
export const cancelledMessage = (job: Job): Message =>
  message(
    `${job.workOrder.number}: cancelled, ${job.when}`,
    job,
    [],
    [`Hello ${job.shop},`, `${job.fleet} has cancelled the appointment on ${job.when}. The time is yours again.`],
  );

function message(subject: string, job: Job, links: readonly MailLink[], words: readonly string[]): Message {
  const facts = factsOf(job);
  const text = [
    ...words.flatMap((line) => [line, '']),
    ...facts.map(([name, value]) => `${name}: ${value}`),
    '',
    ...links.flatMap(({ words: label, url }) => [label, url, '']),
  ].join('\n');
  return { subject, text, html: html(subject, words, facts, links) };
}

const BUTTON =
  'display:inline-block;margin:0 8px 8px 0;padding:10px 18px;border-radius:8px;background:#1d4ed8;color:#ffffff;text-decoration:none;font-weight:600';

function html(
  title: string,
  words: readonly string[],
  facts: readonly (readonly [string, string])[],
  links: readonly MailLink[],
): string {
  const rows = facts.map(
    ([name, value]) =>
      `<tr><th style="text-align:left;padding:4px 16px 4px 0;color:#475569;font-weight:500;vertical-align:top">${escapeHtml(name)}</th><td style="padding:4px 0">${escapeHtml(value)}</td></tr>`,
  );
  const buttons = links.map(
    ({ words: label, url }) => `<a href="${escapeHtml(url)}" style="${BUTTON}">${escapeHtml(label)}</a>`,
  );
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>`,
    '<body style="margin:0;padding:24px;background:#f1f5f9;color:#0f172a;font:15px/1.5 system-ui,Segoe UI,Helvetica,Arial,sans-serif">',
    '<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:12px">',
    ...words.map((line) => `<p style="margin:0 0 12px">${escapeHtml(line)}</p>`),
    `<table role="presentation" style="border-collapse:collapse;margin:16px 0">${rows.join('')}</table>`,
    buttons.length > 0 ? `<p style="margin:16px 0 0">${buttons.join('\n')}</p>` : '',
    '</div></body></html>',
  ].join('\n');
}
