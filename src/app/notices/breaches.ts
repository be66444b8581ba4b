import type { Breach } from '../../domain/levels/objectives.ts';
import type { Notice } from '../ports/notices.ts';
import { percent, wholeNumber } from './figures.ts';

/** Under which a breach is told once a day. */
export const keyOf = ({ objective, network, fleetId }: Breach): string =>
  `breach/${objective}/${network ?? ''}/${fleetId ?? ''}`;

/** One message to the operator about all objectives that were found not to be kept at the same look. */
export function breachNotice(id: string, breaches: readonly Breach[], publicUrl: string): Notice {
  const [only, ...others] = breaches.map(sentenceOf);
  const many = `${breaches.length} service-level objectives are not kept`;
  return {
    id,
    title: others.length === 0 ? 'A service-level objective is not kept' : many,
    words: others.length === 0 ? [only ?? ''] : [[only, ...others].map((line) => `• ${line}`).join('\n')],
    facts: [],
    footer: `Told once a day and objective. All figures: ${publicUrl}/ops`,
  };
}

function sentenceOf({ objective, network, fleetId, value, target, sample, from, to }: Breach): string {
  const judged = `judged by ${wholeNumber(sample)} from ${from} to ${to}`;
  switch (objective) {
    case 'booking-success':
      return `Network ${network}: ${percent(value)} of the requests ended in an appointment, at least ${percent(target)} are promised (${judged}).`;
    case 'response-p95':
      return `Network ${network}: 95 % of the calls took up to ${wholeNumber(value)} ms, ${wholeNumber(target)} ms are promised (${judged}).`;
    case 'booked-within-24h':
      return `Fleet ${fleetId}: ${percent(value)} of the alerts were booked within 24 hours, at least ${percent(target)} are promised (${judged}).`;
  }
}
