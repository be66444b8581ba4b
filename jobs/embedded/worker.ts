import type { JobDefinition } from '../../src/app/ports/jobs.ts';
import { timerMs } from '../timing.ts';
import { hasWork, nextDueIn, unknownNames } from './claims.ts';
import { Crew } from './crew.ts';
import type { Db } from './database.ts';
import type { Moment } from './intake.ts';
import type { EmbeddedJobsOptions } from './options.ts';
import type { Owner } from './owners.ts';
import { readPayload } from './payload.ts';
import { settle, type Settlement } from './settle.ts';
import { Turn, type TurnOptions } from './turn.ts';

interface WorkerOptions extends EmbeddedJobsOptions {
  readonly self: Owner;
  readonly moment: () => Moment;
  /** Resolves when the tables are there. */
  readonly ready: () => Promise<void>;
  readonly definitions: readonly JobDefinition[];
  readonly concurrency: number;
}

/** Takes jobs in turns: at a wake-up within the process, when the next one is due, and at every poll. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #crew: Crew;
  readonly #turn: TurnOptions;
  readonly #pollMs: number;
  readonly #writes = new Set<Promise<unknown>>();
  readonly #toldUnknown = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #taking = false;
  #wokenMeanwhile = false;
  #stopped: Promise<void> | undefined;
  #upkeepAt = 0;
  #renewAt = 0;

  constructor(options: WorkerOptions) {
    const { definitions, concurrency, log, seal, owner, self, moment } = options;
    this.#options = options;
    this.#crew = new Crew({ definitions, concurrency, log, seal, onEnded: () => this.#wake() });
    this.#pollMs = options.pollMs ?? 500;
    let leases = 0;
    this.#turn = {
      crew: this.#crew,
      owner,
      self,
      startedAt: moment().trueNow - process.uptime() * 1000,
      leaseMs: options.leaseMs ?? 30_000,
      keepFinishedMs: options.keepFinishedMs ?? 3_600_000,
      nextLease: () => (leases += 1),
    };
  }

  /** Takes what is there, and from then on what comes. */
  begin(): void {
    this.#wake();
  }

  /** Makes a change and takes what is due in the same commit. Rejects when the change was not made. */
  write(change: (db: Db) => void): Promise<void> {
    const written = this.#write(change);
    this.#writes.add(written);
    const forget = (): void => void this.#writes.delete(written);
    written.then(forget, forget);
    return written;
  }

  /** Takes no more jobs, waits for the running ones, aborts them, waits again, gives back what is left. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.allSettled(this.#writes);
    await this.#crew.idle(this.#options.graceMs ?? 3_000);
    this.#crew.abortAll();
    await this.#crew.idle(this.#options.abortMs ?? 2_000);
    const left = [...this.#crew.dismiss(), ...this.#crew.takeEnded()];
    if (left.length === 0) return;
    const { db, owner, moment } = this.#options;
    const dead = await db.write((connection) =>
      left.filter((settlement) => settle(connection, owner, settlement, moment()) && isDead(settlement)),
    );
    this.#tellDead(dead);
  }

  async #write(change: (db: Db) => void): Promise<void> {
    const turn = new Turn(this.#turn);
    const { db, moment } = this.#options;
    try {
      await db.write((connection) => {
        change(connection);
        if (this.#stopped === undefined) turn.run(connection, moment(), this.#upkeepIsDue());
      });
    } catch (error) {
      turn.undo();
      throw error;
    }
    this.#finish(turn);
  }

  #upkeepIsDue(): boolean {
    const now = performance.now();
    if (now < this.#upkeepAt) return false;
    this.#upkeepAt = now + Math.min(this.#pollMs, this.#turn.leaseMs / 3);
    this.#renewAt = now + this.#turn.leaseMs / 3;
    return true;
  }

  /** The turn's commit is durable: starts what it took and says what happened. */
  #finish(turn: Turn): void {
    const { log } = this.#options;
    if (turn.takenOver > 0) log.warn({ jobs: turn.takenOver }, 'Took over jobs whose worker is gone.');
    for (const { job } of turn.lost) {
      log.warn({ job: job.id, name: job.name }, 'A job outran its lease; another worker has it now.');
    }
    this.#tellUnknown(turn.unknown);
    this.#tellDead(turn.dead);
    // When a stop came in between, the places stay taken and are given back with the rest.
    if (this.#stopped !== undefined) return;
    for (const running of turn.taken) this.#crew.start(running);
    this.#arm(turn.dueIn);
  }

  #tellUnknown(names: readonly string[]): void {
    for (const name of names.filter((name) => !this.#toldUnknown.has(name))) {
      this.#toldUnknown.add(name);
      this.#options.log.error({ name }, 'Jobs wait that no definition is known for; they are kept.');
    }
  }

  #tellDead(settlements: readonly Settlement[]): void {
    const { onDead, log, seal } = this.#options;
    if (onDead === undefined) return;
    for (const { job, outcome } of settlements) {
      if (outcome.kind !== 'dead') continue;
      try {
        const payload = readPayload(job.id, job.payload, seal);
        onDead({ id: job.id, name: job.name, payload, attempts: job.attempts, error: outcome.error });
      } catch (error) {
        log.error({ job: job.id, name: job.name, error }, 'Telling of a failed job failed.');
      }
    }
  }

  /** Takes a turn now, or right after the one that is under way. */
  #wake(): void {
    if (this.#stopped !== undefined) return;
    this.#wokenMeanwhile = true;
    if (!this.#taking) void this.#takeTurns();
  }

  async #takeTurns(): Promise<void> {
    this.#taking = true;
    try {
      while (this.#wokenMeanwhile && this.#stopped === undefined) {
        this.#wokenMeanwhile = false;
        await this.#options.ready();
        if (this.#stopped === undefined) await this.write(() => {});
      }
    } catch (error) {
      this.#options.log.error({ error }, 'The jobs could not be read or written; tried again shortly.');
      this.#arm(undefined);
    } finally {
      this.#taking = false;
    }
  }

  #arm(dueIn: number | undefined): void {
    if (this.#stopped !== undefined) return;
    clearTimeout(this.#timer);
    const soonest = Math.min(dueIn ?? Infinity, this.#pollMs, this.#turn.leaseMs / 3);
    this.#timer = setTimeout(() => this.#poll(), timerMs(soonest));
  }

  #poll(): void {
    const { db, self, moment, log } = this.#options;
    try {
      const { room, running, names, hasEnded } = this.#crew;
      if (hasEnded || (running.length > 0 && performance.now() >= this.#renewAt)) return this.#wake();
      // With a full house the next run that ends looks for more.
      if (room.total === 0) return this.#arm(undefined);
      const { startedAt } = this.#turn;
      if (db.read((connection) => hasWork(connection, names, self, startedAt, moment()))) return this.#wake();
      this.#tellUnknown(db.read((connection) => unknownNames(connection, names)));
      this.#arm(db.read((connection) => nextDueIn(connection, moment())));
    } catch (error) {
      log.error({ error }, 'The jobs could not be read; tried again shortly.');
      this.#arm(undefined);
    }
  }
}

function isDead({ job, outcome }: Settlement): boolean {
  return outcome.kind === 'dead' && job.repeating === 0;
}
