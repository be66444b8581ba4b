import { claim, nextDueIn, promote, renew, takeOver, unknownNames } from './claims.ts';
import type { Crew, Running } from './crew.ts';
import type { Db } from './database.ts';
import type { Moment } from './intake.ts';
import type { Owner } from './owners.ts';
import { forget, settle, type Settlement } from './settle.ts';

export interface TurnOptions {
  readonly crew: Crew;
  readonly owner: string;
  readonly self: Owner;
  /** True time (ms) at which this process began. */
  readonly startedAt: number;
  readonly leaseMs: number;
  readonly keepFinishedMs: number;
  /** A number never given before. */
  readonly nextLease: () => number;
}

/**
 * One round of work within one transaction: writes how runs ended, renews leases, takes over what was left, takes what
 * is due. What it did in memory is undone when it is run again or its transaction fails.
 */
export class Turn {
  readonly #options: TurnOptions;
  #settled: Settlement[] = [];
  /** Jobs whose leases became ours, to be started once that is durable. */
  taken: Running[] = [];
  /** Runs that failed for good, and so were written. */
  dead: Settlement[] = [];
  /** Runs whose lease had passed to another worker; their outcome was not written. */
  lost: Settlement[] = [];
  /** Ready jobs' names without a definition; looked at in rounds with upkeep only. */
  unknown: readonly string[] = [];
  takenOver = 0;
  /** Until the next delayed job is due, in ms. */
  dueIn: number | undefined;

  constructor(options: TurnOptions) {
    this.#options = options;
  }

  /** @param upkeep renew leases, take over, forget finished ids, look for unknown names */
  run(db: Db, moment: Moment, upkeep: boolean): void {
    this.undo();
    const { crew, owner, leaseMs, nextLease } = this.#options;
    this.#settled = crew.takeEnded();
    for (const settlement of this.#settled) {
      const written = settle(db, owner, settlement, moment);
      if (!written) this.lost.push(settlement);
      else if (settlement.outcome.kind === 'dead' && settlement.job.repeating === 0) this.dead.push(settlement);
    }
    if (upkeep) this.#upkeep(db, moment);
    promote(db, moment);
    const { room } = crew;
    if (room.total > 0) {
      const lease = { owner, lease: nextLease(), until: moment.trueNow + leaseMs };
      this.taken = claim(db, lease, crew.names, room, moment).map((job) => crew.admit(job));
    }
    if (upkeep && this.taken.length < room.total) this.unknown = unknownNames(db, crew.names);
    this.dueIn = nextDueIn(db, moment);
  }

  /** Gives back the places and the outcomes that this round took. */
  undo(): void {
    const { crew } = this.#options;
    for (const running of this.taken) crew.release(running);
    crew.putBack(this.#settled);
    this.#settled = [];
    this.taken = [];
    this.dead = [];
    this.lost = [];
    this.takenOver = 0;
  }

  #upkeep(db: Db, moment: Moment): void {
    const { crew, owner, self, startedAt, leaseMs, keepFinishedMs } = this.#options;
    const { running } = crew;
    const jobs = running.map(({ job }) => job);
    const ours = renew(db, owner, jobs, moment.trueNow + leaseMs, moment);
    for (const { job, abort } of running) if (!ours.has(job.seq)) abort.abort();
    this.takenOver = takeOver(db, self, startedAt, moment);
    forget(db, moment.trueNow - keepFinishedMs);
  }
}
