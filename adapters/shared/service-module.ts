import type { z } from 'zod';
import type { Channel } from '../../src/app/ports/channel.ts';
import type { ChannelMemory } from '../../src/app/ports/channel-memory.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { Metrics } from '../../src/app/ports/metrics.ts';

/** What a part beside channels and networks is given, beside its own variables. */
export interface ServiceParts<Config> {
  readonly config: Config;
  /** Where the world reaches this Pitcrew, path prefix included. */
  readonly publicUrl: string;
  /** By name; filled by the time that anything is sent. */
  readonly channels: ReadonlyMap<string, Channel>;
  /** Absent where nothing is to be remembered beside the bookings. */
  readonly memory?: ChannelMemory | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Such a part as the registry lists it: on when one of `enabledBy` is set; then `env` says what else it needs. */
export interface ServiceModule<Env extends z.ZodType = z.ZodType, Made = unknown> {
  readonly name: string;
  readonly env: Env;
  readonly enabledBy: readonly string[];
  create(parts: ServiceParts<z.output<Env>>): Made;
}
