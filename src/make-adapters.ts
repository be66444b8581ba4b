import type { z } from 'zod';
import type { Application } from './app/application.ts';
import type { ActorRef } from './app/intents/delivery.ts';
import { bookingFor } from './app/intents/find-member.ts';
import type {
  Channel,
  ChannelMemory,
  Clock,
  Keys,
  Log,
  Metrics,
  ProviderNetwork,
  TextMessages,
} from './app/ports/index.ts';
import { feeDue } from './app/usecases/fees.ts';
import { unreached } from './app/usecases/unreached.ts';
import { whatIsWrong } from './app/usecases/named-time.ts';
import type { NamedTime } from './app/usecases/named-time.ts';
import type { Config } from './config.ts';
import type { Booking } from './domain/booking.ts';
import type { BookingId, MemberId } from './domain/ids.ts';
import { channelModules, networkModules } from './registry/modules.ts';
import type { NetworkParts, ServiceModule, ServiceParts } from './registry/parts.ts';

interface Common {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** What a service's module makes; undefined where it is off. */
export function makeService<Made>(
  module: ServiceModule<z.ZodType, Made>,
  config: Config,
  parts: Omit<ServiceParts<unknown>, 'config'>,
): Made | undefined {
  const own = config.adapters.get(module.name);
  return own === undefined ? undefined : module.create({ config: own, ...parts });
}

/** Every network that is on. */
export function makeNetworks(
  config: Config,
  common: Common & Pick<NetworkParts<unknown>, 'desk' | 'texts'>,
): readonly ProviderNetwork[] {
  return networkModules.flatMap((module) => {
    if (!config.adapters.has(module.name)) return [];
    const { PUBLIC_URL: publicUrl, PROVIDER_TIMEOUT_MS: providerTimeoutMs } = config;
    return [module.create({ config: config.adapters.get(module.name), publicUrl, providerTimeoutMs, ...common })];
  });
}

/** What channels are given beside the application. */
interface ChannelCommon extends Common {
  readonly memory: ChannelMemory;
  readonly keys: Keys;
  readonly texts: TextMessages | undefined;
}

/** Every channel that is on. */
export function makeChannels(config: Config, app: Application, common: ChannelCommon): readonly Channel[] {
  const { bookings, directory } = app.core;
  return channelModules.flatMap((module) => {
    if (!config.adapters.has(module.name)) return [];
    const resolveBooking = (id: string, by: ActorRef) => bookingFor(app.core, id, by);
    const namesTime = (id: string, by: ActorRef, named: NamedTime) => whatIsWrong(app.core, id, by, named);
    const owed = (booking: Booking) => feeDue(app.core, booking, common.clock.now().toISOString());
    const missed = (id: BookingId, memberId: MemberId) => unreached(app.core, id, { memberId, channel: module.name });
    const more = { feeDue: owed, unreached: missed };
    const ways = { dispatch: app.dispatch, resolveBooking, namesTime, bookings, directory, ...more };
    const own = { config: config.adapters.get(module.name), publicUrl: config.PUBLIC_URL };
    return [module.create({ ...own, ...ways, ...common })];
  });
}
