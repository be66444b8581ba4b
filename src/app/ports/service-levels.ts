import type { FleetId, LocalDate } from '../../domain/ids.ts';
import type { LevelFact } from '../../domain/levels/facts.ts';

/** Days in UTC, both included. With `fleetId`, that fleet's counts and those that belong to no fleet, such as calls. */
export interface LevelQuery {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly fleetId?: FleetId | undefined;
}

/** The counts that service levels are made of: one number a day and kind of thing, whatever the traffic. */
export interface ServiceLevels {
  /** Adds to the counts; durable when it resolves. What follows from a booking's step is added by its commit. */
  add(facts: readonly LevelFact[]): Promise<void>;
  read(query: LevelQuery): Promise<readonly LevelFact[]>;
  /** Whether this is the first time that anyone asks for this key on this day; durable. */
  first(day: LocalDate, key: string): Promise<boolean>;
  /** The keys that were asked for on this day, in any order. */
  marked(day: LocalDate): Promise<readonly string[]>;
  /** Forgets the days before. */
  prune(before: LocalDate): Promise<void>;
}
