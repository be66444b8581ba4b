import { SandboxRefusal } from '../../../adapters/shared/sandbox/index.ts';
import { press } from '../local-world.ts';
import type { Towns } from './town.ts';

/** What shops say about an appointment. */
export type Word = 'arrived' | 'started' | 'done' | 'no-show' | 'cancelled' | 'moved';

interface About {
  readonly network: string;
  readonly reference: string;
  readonly bookingId: string;
  readonly start: string;
}

const WORDS = {
  firestone: {
    arrived: 'CHECKED_IN',
    started: 'IN_SERVICE',
    done: 'READY',
    'no-show': 'NO_SHOW',
    cancelled: 'CANCELLED',
    moved: 'CHECKED_IN',
  },
  pepboys: {
    arrived: 'ARRIVED',
    started: 'WORKING',
    done: 'DONE',
    'no-show': 'NOSHOW',
    cancelled: 'CANCELED',
    moved: 'ARRIVED',
  },
  star: {
    arrived: 'Scheduled',
    started: 'InProgress',
    done: 'Completed',
    'no-show': 'NoShow',
    cancelled: 'Cancelled',
    moved: 'Scheduled',
  },
} as const;

/**
 * A shop's word about an appointment, by its network's own way; whether it had one. Nobody says anything about what is
 * cancelled in his own books.
 */
export async function say(towns: Towns, { network, reference, bookingId, start }: About, what: Word): Promise<void> {
  const { world, pepboys, star, corner } = towns;
  if (network === 'local') {
    const word = what === 'started' ? 'Started' : 'Done';
    const url = corner.workLinks(bookingId)?.[word];
    if (url) await press(url);
    return;
  }
  const entry = towns.ledger().find((row) => row.network === network && row.reference === reference);
  if (entry === undefined || /^cancell?ed$/i.test(entry.status)) return;
  try {
    if (network === 'firestone') world.shops.postStatus(reference, WORDS.firestone[what]);
    else if (network === 'pepboys') pepboys.setState(reference, WORDS.pepboys[what]);
    else if (what === 'moved') star.postStatus(reference, WORDS.star[what], later(start));
    else star.postStatus(reference, WORDS.star[what]);
  } catch (error) {
    // A dealer has no place at that time, or none any more for whom he had given up.
    if (!(error instanceof SandboxRefusal)) throw error;
  }
}

const later = (start: string): string => new Date(Date.parse(start) + 50 * 3_600_000).toISOString();
