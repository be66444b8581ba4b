import type { AlertFact, Booking } from '../../domain/booking.ts';
import { gvwrLbOf } from '../../domain/capability.ts';
import type { Fleet, Vehicle } from '../../domain/directory.ts';
import type { Effect } from '../../domain/effects.ts';
import { asBookingId, asVehicleId } from '../../domain/ids.ts';
import type { FleetId, Instant } from '../../domain/ids.ts';
import { alertKey, caseKey } from '../../domain/keys.ts';
import { maySendAt } from '../../domain/policy/quiet-hours.ts';
import type { Result } from '../../domain/result.ts';
import { fail, ok } from '../../domain/result.ts';
import { isUrgent, serviceFor } from '../../domain/services.ts';
import { emptyOffer } from '../../domain/slot.ts';
import { watchFrom } from '../../domain/steps/attention.ts';
import { addMinutes } from '../../domain/time.ts';
import { transition } from '../../domain/transition.ts';
import type { Core } from '../core.ts';
import type { ParsedAlert } from '../ports/alert-schema.ts';
import type { RaiseAlertError, RaisedAlert } from '../ports/api.ts';

const TRIES = 10;
const FAST_CLOCK_MS = 5 * 60_000;

/**
 * Takes an alert in: a new case, one more fact of an open case, or nothing new if this alert id came before.
 * Durable when it resolves; slots are looked for afterwards.
 */
export async function raiseAlert(
  core: Core,
  fleetId: FleetId,
  alert: ParsedAlert,
): Promise<Result<RaisedAlert, RaiseAlertError>> {
  const fleet = await core.directory.fleet(fleetId);
  if (!fleet) return fail({ code: 'UNKNOWN_FLEET', path: 'fleetId', message: 'There is no such fleet.' });
  const vehicle = await findVehicle(core, fleetId, alert);
  if (!vehicle) {
    const path = alert.vehicleId === undefined ? 'vin' : 'vehicleId';
    return fail({
      code: 'UNKNOWN_VEHICLE',
      path,
      message: `This fleet has no vehicle with this ${path}; put it there first.`,
    });
  }
  if (alert.vin !== undefined && !isVinOf(vehicle, alert.vin)) {
    const message = 'must be the VIN of the vehicle that vehicleId names; it is that of another one';
    return fail({ code: 'INVALID_BODY', path: 'vin', message });
  }
  const placed = await moveVehicle(core, vehicle, alert);
  const raised = await join(core, fleet, placed, factOf(alert, core.clock.now().toISOString()));
  core.metrics.alert(raised.status);
  return ok(raised);
}

const isVinOf = (vehicle: Vehicle, vin: string): boolean => vehicle.vin.toUpperCase() === vin.trim().toUpperCase();

const findVehicle = (core: Core, fleetId: FleetId, alert: ParsedAlert): Promise<Vehicle | undefined> =>
  alert.vehicleId === undefined
    ? core.directory.vehicleByVin(fleetId, alert.vin ?? '')
    : core.directory.vehicle(fleetId, asVehicleId(alert.vehicleId));

const utc = (instant: string): Instant => new Date(instant).toISOString();

function factOf(alert: ParsedAlert, receivedAt: Instant): AlertFact {
  const { alertId, system, severity, value, unit, threshold, faultCodes, location, odometerKm, message } = alert;
  return {
    alertId,
    system,
    severity,
    observedAt: utc(alert.observedAt),
    receivedAt,
    value,
    unit,
    threshold,
    faultCodes,
    location,
    odometerKm,
    message,
  };
}

/** An instant that lies ahead by more than a fast clock explains counts as now: else no later position would be newer. */
const notAhead = (at: Instant, now: Date): Instant =>
  Date.parse(at) > now.getTime() + FAST_CLOCK_MS ? now.toISOString() : at;

/** A newer location becomes the vehicle's last known one. */
async function moveVehicle(core: Core, vehicle: Vehicle, alert: ParsedAlert): Promise<Vehicle> {
  const { location, odometerKm } = alert;
  const at = notAhead(utc(alert.observedAt), core.clock.now());
  if (!location || (vehicle.locationAt !== undefined && vehicle.locationAt >= at)) return vehicle;
  const moved = { ...vehicle, location, locationAt: at, odometerKm: odometerKm ?? vehicle.odometerKm };
  await core.directory.putVehicle(moved);
  return moved;
}

async function join(core: Core, fleet: Fleet, vehicle: Vehicle, fact: AlertFact): Promise<RaisedAlert> {
  const { alertId } = fact;
  for (let i = 0; i < TRIES; i++) {
    const known = await core.bookings.byKey(alertKey(fleet.fleetId, alertId));
    if (known) return { alertId, bookingId: known.bookingId, status: 'duplicate' };
    const open = await core.bookings.byKey(caseKey(fleet.fleetId, vehicle.vehicleId, fact.system));
    if (open) {
      const applied = await core.engine.apply(open.bookingId, (booking, now) =>
        transition(booking, { type: 'alert', alert: fact, remindAt: remindAt(fleet, fact, now) }, now),
      );
      if (applied.kind === 'moved') return { alertId, bookingId: open.bookingId, status: 'merged' };
      continue;
    }
    const booking = newCase(core, fleet, vehicle, fact);
    const { createdAt } = booking;
    const watch = isUrgent(fact.severity)
      ? watchFrom(undefined, remindAt(fleet, fact, createdAt), createdAt)
      : undefined;
    const effects: Effect[] = [{ kind: 'make-offer', why: 'alert' }];
    if (watch) effects.push(watch.effect);
    const opened = await core.engine.open(watch ? { ...booking, watch: watch.watch } : booking, effects);
    if (opened.kind === 'moved') return { alertId, bookingId: booking.bookingId, status: 'accepted' };
  }
  throw new Error(`The alert could not be joined to a case in ${TRIES} tries`);
}

/** When silence about it is told first: counted from when people may see it. */
function remindAt({ policy, timeZone }: Fleet, { severity }: AlertFact, now: Instant): Instant {
  const seen = severity === 'out-of-service' ? now : maySendAt(policy.quietHours, now, timeZone);
  return addMinutes(seen, policy.remindAfterMinutes);
}

/** The aggregate as it begins: offered, with slots still being looked for. */
function newCase(core: Core, fleet: Fleet, vehicle: Vehicle, alert: AlertFact): Booking {
  const now = core.clock.now().toISOString();
  const { vin, plate, year, make, model, class: vehicleClass } = vehicle;
  return {
    bookingId: asBookingId(core.ids.next()),
    fleetId: fleet.fleetId,
    vehicleId: vehicle.vehicleId,
    system: alert.system,
    service: serviceFor(alert.system),
    severity: alert.severity,
    context: {
      timeZone: fleet.timeZone,
      locale: fleet.locale,
      vin,
      plate,
      year,
      make,
      model,
      vehicleClass,
      gvwrLb: gvwrLbOf(vehicle),
    },
    location: vehicle.location,
    createdAt: now,
    updatedAt: now,
    revision: 1,
    version: 1,
    phase: { state: 'offered' },
    alerts: [alert],
    offer: emptyOffer(now),
    attempts: 0,
    history: [
      {
        at: now,
        actor: { kind: 'host', id: fleet.fleetId, channel: 'alerts' },
        intent: 'alert',
        from: null,
        to: 'offered',
        version: 1,
      },
    ],
    outcomes: [],
    handled: [],
    cards: [],
    notes: [],
    claims: [],
    keys: [alertKey(fleet.fleetId, alert.alertId), caseKey(fleet.fleetId, vehicle.vehicleId, alert.system)],
  };
}
