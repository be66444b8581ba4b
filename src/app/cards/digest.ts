import type { Booking } from '../../domain/booking.ts';
import { severityRank } from '../../domain/services.ts';
import { cardOf } from './build.ts';

/** One message for many cases. */
export interface Digest {
  /** Unique; the same again is the same message. */
  readonly digestId: string;
  readonly title: string;
  /** Plain text of the whole for notifications and screen readers. */
  readonly fallbackText: string;
  /** One a case, the most severe first. */
  readonly lines: readonly { readonly bookingId: string; readonly title: string; readonly detail: string }[];
}

/** What came while nobody was to be disturbed. */
export function digestOf(digestId: string, cases: readonly Booking[]): Digest {
  const lines = [...cases]
    .sort((a, b) => severityRank(b.severity) - severityRank(a.severity))
    .map((booking) => {
      const { bookingId, title, status, slots } = cardOf(booking);
      const [best] = slots;
      return { bookingId, title, detail: best ? `${best.when}, ${best.providerName}` : status };
    });
  const title = lines.length === 1 ? '1 vehicle alert came' : `${lines.length} vehicle alerts came`;
  const fallbackText = [title, ...lines.map((line) => `${line.title}: ${line.detail}`)].join('\n');
  return { digestId, title: `${title} in quiet hours`, fallbackText, lines };
}
