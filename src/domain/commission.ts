import type { Booking } from './booking.ts';
import type { Earning } from './earning.ts';
import type { BookingId, FleetId, Instant, LocalDate, ProviderId } from './ids.ts';
import type { Money } from './money.ts';

/** What a network pays in some days of UTC, both included; without `to` it goes on. Exactly one of `percent` and `flat`. */
export interface CommissionTerm {
  readonly from: LocalDate;
  readonly to?: LocalDate | undefined;
  /** Of the invoice, else of the estimate; 8.5 is 8.5 %. */
  readonly percent?: number | undefined;
  readonly flat?: Money | undefined;
  /** The most that one booking earns; it does not bound what is earned in another currency. */
  readonly cap?: Money | undefined;
}

/** What was agreed with one network: terms that do not overlap. */
export interface Agreement {
  readonly network: string;
  readonly terms: readonly CommissionTerm[];
}

/** A line of the commission ledger: written once, never changed. */
export interface CommissionLine {
  /** Deterministic: `<bookingId>-<place among the booking's lines>`. */
  readonly id: string;
  readonly bookingId: BookingId;
  readonly fleetId: FleetId;
  readonly network: string;
  readonly providerId: ProviderId;
  /** `reversed` lines are negative. */
  readonly entry: 'earned' | 'reversed';
  /** When it happened, as the shop tells it: the work was done, the invoice corrected, the appointment cancelled. */
  readonly at: Instant;
  /** When the line was written. */
  readonly recordedAt: Instant;
  /** The booking's version that it comes from. */
  readonly version: number;
  /** How much the amount that the commission is reckoned on rose or fell, in minor units of `currency`. */
  readonly basis: number;
  /** In minor units; the sum of a booking's lines is what it earns. */
  readonly amount: number;
  readonly currency: string;
}

/** The term of the day in UTC on which the work was done. */
export function termOn(terms: readonly CommissionTerm[], completedAt: Instant): CommissionTerm | undefined {
  const day = completedAt.slice(0, 10);
  return terms.find(({ from, to }) => from <= day && (to === undefined || day <= to));
}

/** The places of two terms that have a day in common, the later one in the list last; undefined where there are none. */
export function overlapOf(terms: readonly CommissionTerm[]): readonly [number, number] | undefined {
  for (const [second, b] of terms.entries()) {
    const first = terms.findIndex(
      (a, i) => i < second && (b.to === undefined || a.from <= b.to) && (a.to === undefined || b.from <= a.to),
    );
    if (first >= 0) return [first, second];
  }
  return undefined;
}

/**
 * What a completed booking earns under a term: the flat amount, or the percentage of `basis` (the invoice, else the
 * estimate) rounded half up to whole minor units; then at most the cap, where that is in the same currency. Undefined
 * when a percentage has nothing to be of.
 */
export function commissionOf({ percent, flat, cap }: CommissionTerm, basis: Money | undefined): Money | undefined {
  const earned = flat ?? (percent === undefined || basis === undefined ? undefined : percentOf(basis, percent));
  if (earned === undefined || cap?.currency !== earned.currency) return earned;
  return { ...earned, amount: Math.min(earned.amount, cap.amount) };
}

/** In whole numbers: 8.5 × 18900 / 100 is exactly 1606.5, also where a product of floating points would fall short of it. */
function percentOf({ amount, currency }: Money, percent: number): Money {
  const text = String(percent);
  const [whole = '0', fraction = ''] = (text.includes('e') ? percent.toFixed(20) : text).split('.');
  const product = BigInt(Math.max(0, amount)) * BigInt(whole + fraction);
  const divisor = 100n * 10n ** BigInt(fraction.length);
  return { amount: Number((2n * product + divisor) / (2n * divisor)), currency };
}

const KEPT_EARNINGS = 20;

/** The work that a booking in this phase is paid for. */
function workOf({ phase }: Booking): Earning['work'] {
  if (phase.state !== 'completed') return undefined;
  const { network, providerId, price } = phase.appointment;
  return { network, providerId, completedAt: phase.completedAt, basis: phase.invoice ?? price };
}

const isSame = (a: Earning['work'], b: Earning['work']): boolean =>
  a === b ||
  (a?.network === b?.network &&
    a?.providerId === b?.providerId &&
    a?.completedAt === b?.completedAt &&
    a?.basis?.amount === b?.basis?.amount &&
    a?.basis?.currency === b?.basis?.currency);

/**
 * What a step changed for the commission, to be kept with the booking: completed, another invoice, cancelled after
 * completion. Undefined where it changed nothing. Only the last ones are kept, since a line is the difference to all before.
 */
export function earningsAfter(before: Booking, after: Booking, at: Instant): readonly Earning[] | undefined {
  const work = workOf(after);
  if (isSame(workOf(before), work)) return undefined;
  return [...(before.earnings ?? []), { version: after.version, at, work }].slice(-KEPT_EARNINGS);
}

interface Account {
  readonly network: string;
  readonly providerId: ProviderId;
  readonly currency: string;
  readonly basis: number;
  readonly amount: number;
}

const isOf = (a: Omit<Account, 'basis' | 'amount'>, b: Omit<Account, 'basis' | 'amount'>): boolean =>
  a.network === b.network && a.providerId === b.providerId && a.currency === b.currency;

/** What a booking's lines come to, one account a shop and currency. */
function accountsOf(lines: readonly CommissionLine[]): readonly Account[] {
  return lines.reduce<readonly Account[]>((accounts, line) => {
    const known = accounts.find((account) => isOf(account, line));
    const { network, providerId, currency } = line;
    const sum = { basis: (known?.basis ?? 0) + line.basis, amount: (known?.amount ?? 0) + line.amount };
    return [...accounts.filter((account) => account !== known), { network, providerId, currency, ...sum }];
  }, []);
}

function dueFor(work: Earning['work'], terms: readonly CommissionTerm[]): Account | undefined {
  const term = work && termOn(terms, work.completedAt);
  const earned = term && commissionOf(term, work.basis);
  if (!work || !earned) return undefined;
  const { network, providerId, basis } = work;
  return { network, providerId, ...earned, basis: basis?.currency === earned.currency ? basis.amount : 0 };
}

/**
 * The lines that a booking's ledger still lacks: for each thing that happened after its last line, the difference between
 * what is earned then and what its lines come to. So the sum is always what the booking earns as it stands, however
 * often and in whatever order this is done. What the terms have become later does not touch lines that are there.
 * @param lines all lines that the booking has
 * @param termsOf the terms agreed with a network, none if there is no agreement
 */
export function missingLines(
  booking: Pick<Booking, 'bookingId' | 'fleetId' | 'earnings'>,
  lines: readonly CommissionLine[],
  termsOf: (network: string) => readonly CommissionTerm[],
  now: Instant,
): readonly CommissionLine[] {
  const { bookingId, fleetId, earnings = [] } = booking;
  const booked = lines.at(-1)?.version ?? 0;
  const missing: CommissionLine[] = [];
  for (const { version, at, work } of earnings.filter((earning) => earning.version > booked)) {
    const known = [...lines, ...missing];
    const accounts = accountsOf(known);
    const due = dueFor(work, work ? termsOf(work.network) : []);
    const gone = accounts.filter((account) => due === undefined || !isOf(account, due));
    const changes = gone.map((account) => ({ ...account, basis: 0 - account.basis, amount: 0 - account.amount }));
    if (due) {
      const has = accounts.find((account) => isOf(account, due));
      changes.push({ ...due, basis: due.basis - (has?.basis ?? 0), amount: due.amount - (has?.amount ?? 0) });
    }
    // A reversal never stands before what it reverses, whatever the shop's clock says.
    const last = known.at(-1)?.at ?? at;
    for (const change of changes.filter(({ amount }) => amount !== 0)) {
      missing.push({
        id: `${bookingId}-${lines.length + missing.length}`,
        bookingId,
        fleetId,
        ...change,
        entry: change.amount > 0 ? 'earned' : 'reversed',
        at: at < last ? last : at,
        recordedAt: now,
        version,
      });
    }
  }
  return missing;
}
