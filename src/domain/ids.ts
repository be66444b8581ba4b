declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type BookingId = Branded<'BookingId'>;
export type FleetId = Branded<'FleetId'>;
export type MemberId = Branded<'MemberId'>;
export type VehicleId = Branded<'VehicleId'>;
export type ProviderId = Branded<'ProviderId'>;

/** Mark a string as an id of its kind. They check nothing: the wire schemas do that at the edge. */
export const asBookingId = (id: string): BookingId => id as BookingId;
export const asFleetId = (id: string): FleetId => id as FleetId;
export const asMemberId = (id: string): MemberId => id as MemberId;
export const asVehicleId = (id: string): VehicleId => id as VehicleId;
export const asProviderId = (id: string): ProviderId => id as ProviderId;

/** An instant in UTC, exactly as `Date.prototype.toISOString` writes it, so that text order is time order. */
export type Instant = string;
/** An IANA time zone name, such as `America/Chicago`. */
export type TimeZone = string;
/** A calendar date in some zone, `YYYY-MM-DD`. */
export type LocalDate = string;
/** A wall time in some zone, `HH:mm`. */
export type LocalTime = string;
