import type { Actor } from '../../domain/booking.ts';
import type { Member } from '../../domain/directory.ts';
import type { BookingId } from '../../domain/ids.ts';
import type { Core } from '../core.ts';
import type { Applied } from '../engine.ts';
import type { Intent, IntentName } from './schema.ts';

/** An intent whose sender was found and may do it. */
export interface Authorised<N extends IntentName> {
  readonly bookingId: BookingId;
  readonly intent: Extract<Intent, { intent: N }>;
  readonly member: Member;
  readonly actor: Actor;
  readonly deliveryId: string;
}

export type IntentHandler<N extends IntentName> = (core: Core, request: Authorised<N>) => Promise<Applied>;
