/**
 * An independent count over the input: its own distances, its own capability, every shop looked at. It knows nothing of
 * how Pitcrew chooses.
 */
import { RADIUS_KM, SERVICE_OF, abilitiesOf } from './input.mjs';

const EARTH_KM = 6371.0088;
/** Two shops nearer to each other in distance than this count as equally far. */
const SAME_KM = 0.001;

/**
 * @param {ReturnType<typeof import('./input.mjs').realSource> | ReturnType<typeof import('./input.mjs').sampleSource>} source
 * @param {ReturnType<typeof import('./input.mjs').makeCases>} cases
 * @param {Awaited<ReturnType<typeof import('./run.mjs').runCases>>} seen
 * @param {string} shopsUrl for the shops' calendars, where a lost place is looked up
 */
export async function judge(source, cases, seen, shopsUrl) {
  const byVehicle = new Map(seen.bookings.map((booking) => [booking.vehicleId, booking]));
  const refOf = new Map(seen.providers.map(({ providerId, networkRef }) => [providerId, networkRef]));
  const verdict = { booked: 0, atNearest: 0, explained: {}, unexplained: [], wrongPlaces: [] };
  for (const one of cases) {
    const booking = byVehicle.get(one.vehicle.vehicleId);
    const capable = capableNear(source, one);
    if (booking?.appointment) {
      verdict.booked += 1;
      const place = capable.findIndex(({ ref }) => ref === refOf.get(booking.appointment.providerId));
      const limit = (capable[2] ?? capable.at(-1))?.km ?? -1;
      if (place >= 0 && capable[place].km <= limit + SAME_KM) verdict.atNearest += 1;
      else verdict.wrongPlaces.push(`${one.vehicle.vehicleId} is booked at the ${place + 1}th nearest capable shop`);
      continue;
    }
    const reason = await whyNot(booking, capable);
    if (reason) verdict.explained[reason] = (verdict.explained[reason] ?? 0) + 1;
    else
      verdict.unexplained.push(
        `${one.vehicle.vehicleId}: ${booking?.state} ${booking?.offer.reason ?? ''} ${booking?.lastOutcome?.message ?? ''}`,
      );
  }
  return { ...verdict, differences: differences(seen, refOf) };

  async function whyNot(booking, capable) {
    if (booking?.state !== 'offered') return undefined;
    if (booking.offer.slots.length === 0 && capable.length === 0) return 'no capable shop within the radius';
    const lost = booking.outcomes.find(({ intent }) => intent === 'choose-slot');
    if (lost && (await isFull(lost, seen.firstChoices?.get(booking.bookingId))))
      return 'the shop has no bay left at that time';
    return undefined;
  }

  /** Whether the shop's own calendar has all bays taken at the time that was chosen. */
  async function isFull(lost, choice) {
    if (!choice) return false;
    const { ref, start, end, timeZone } = choice;
    const [date, from] = wall(start, timeZone);
    const [, to] = wall(end, timeZone);
    const day = await (await fetch(`${shopsUrl}/_sandbox/stores/${ref}/calendar?date=${date}`)).json();
    const busy = new Set(
      day.appointments.filter((entry) => entry.start < to && from < entry.end).map(({ bay }) => bay),
    );
    return lost.result !== 'done' && busy.size >= day.bays;
  }
}

/** Every shop that can do this job on this vehicle within the radius, nearest first. */
export function capableNear(source, { vehicle, alert }) {
  const service = SERVICE_OF[alert.system];
  return source.points
    .map((point) => ({ ref: point.ref, km: haversineKm(vehicle.location, point) }))
    .filter(({ ref, km }) => {
      const { services, maxGvwrLb } = abilitiesOf(ref);
      return km <= RADIUS_KM && services.includes(service) && maxGvwrLb >= vehicle.gvwrLb;
    })
    .sort((a, b) => a.km - b.km);
}

/** What our ledger and the shops' do not have in common: reference, store and start of every appointment that stands. */
function differences({ bookings, ledger }, refOf) {
  const ours = bookings.flatMap(({ appointment }) =>
    appointment
      ? [`${appointment.reference} ${refOf.get(appointment.providerId)} ${new Date(appointment.start).toISOString()}`]
      : [],
  );
  const theirs = ledger
    .filter(({ status }) => status !== 'CANCELLED')
    .map(({ reference, store, start }) => `${reference} ${store} ${new Date(start).toISOString()}`);
  const [ourSet, theirSet] = [new Set(ours), new Set(theirs)];
  return [
    ...ours.filter((row) => !theirSet.has(row)).map((row) => `only ours: ${row}`),
    ...theirs.filter((row) => !ourSet.has(row)).map((row) => `only theirs: ${row}`),
  ];
}

function haversineKm(a, b) {
  const rad = Math.PI / 180;
  const [dLat, dLon] = [(b.lat - a.lat) * rad, (b.lon - a.lon) * rad];
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(h));
}

function wall(instant, timeZone) {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(
    new Date(instant),
  );
  return parts.split(' ');
}
