import type { Booking } from '../../domain/booking.ts';
import type { FleetId } from '../../domain/ids.ts';
import type { Result } from '../../domain/result.ts';
import type { viewOf } from '../view.ts';
import type { ParsedAlert } from './alert-schema.ts';

export interface RaisedAlert {
  readonly alertId: string;
  readonly bookingId: string;
  readonly status: 'accepted' | 'merged' | 'duplicate';
}

export interface RaiseAlertError {
  readonly code: 'UNKNOWN_FLEET' | 'UNKNOWN_VEHICLE' | 'INVALID_BODY';
  readonly message: string;
  /** Dotted path of the field to blame. */
  readonly path: string;
}

/** What a booking looks like to the host and the operator: the body of `GET /v1/bookings/{id}`. */
export type BookingView = Readonly<ReturnType<typeof viewOf>>;

/** The use cases that the HTTP routes call; everything else they do goes to the Directory and the Dispatch. */
export interface Api {
  raiseAlert(fleetId: FleetId, alert: ParsedAlert): Promise<Result<RaisedAlert, RaiseAlertError>>;
  /** The public form of a booking. */
  view(booking: Booking): BookingView;
  /** Whether the store can be written, for readiness. */
  ready(): Promise<{ readonly ready: boolean; readonly parts: Readonly<Record<string, string>> }>;
}
