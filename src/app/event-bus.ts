import type { BookingState } from '../domain/booking.ts';
import type { Instant } from '../domain/ids.ts';
import type { Breach } from '../domain/levels/objectives.ts';
import type { BookingView } from './ports/api.ts';
import type { Log } from './ports/log.ts';

export interface BookingEvent {
  readonly type: `booking.${BookingState}`;
  readonly at: Instant;
  readonly fleetId: string;
  readonly bookingId: string;
  readonly vehicleId: string;
  readonly version: number;
  readonly booking: BookingView;
  /** With `booking.cancelled`: why, and whether the alert was a false one, so that its sender can learn from it. */
  readonly cancelled?: { readonly reason: string; readonly falsePositive: boolean } | undefined;
}

export interface ChannelFailedEvent {
  readonly type: 'channel.failed';
  readonly at: Instant;
  readonly channel: string;
  readonly fleetId: string;
  readonly bookingId: string;
  readonly reason: string;
}

/** An objective of a network or a fleet is not kept: told once a day. */
export interface SlaBreachedEvent extends Breach {
  readonly type: 'sla.breached';
  readonly at: Instant;
}

/** What a host can subscribe to, by name. */
export type PitcrewEvents = { readonly [S in BookingState as `booking.${S}`]: BookingEvent } & {
  readonly 'channel.failed': ChannelFailedEvent;
  readonly 'sla.breached': SlaBreachedEvent;
};
export type PitcrewEventName = keyof PitcrewEvents;

export interface EventBus {
  on<N extends PitcrewEventName>(name: N, listener: (event: PitcrewEvents[N]) => void): () => void;
  emit<N extends PitcrewEventName>(name: N, event: PitcrewEvents[N]): void;
}

/** Events within this process, after their step is durable. A listener that throws is logged and harms nobody. */
export function createEventBus(log: Log): EventBus {
  const listeners = new Map<string, Set<(event: never) => void>>();
  return {
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener as (event: never) => void));
      return () => void set.delete(listener as (event: never) => void);
    },
    emit(name, event) {
      for (const listener of listeners.get(name) ?? []) {
        try {
          listener(event as never);
        } catch (error) {
          log.error({ error, event: name }, 'A listener of the host threw');
        }
      }
    },
  };
}
