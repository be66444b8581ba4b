import type { Appointment, Booking } from '../../domain/booking.ts';
import { formatMoney } from '../../domain/money.ts';
import { formatClocks, formatWhen } from '../../domain/time.ts';
import type { Card, CardFact } from './card.ts';

/** A shop on a map, for any device. */
export const mapUrl = (lat: number, lon: number): string =>
  `https://www.google.com/maps/search/?api=1&query=${lat},${lon}`;

const streetOf = (address: Appointment['address']): string | undefined =>
  address &&
  ([address.line1, address.city, address.state, address.postalCode].filter((part) => part).join(', ') || undefined);

/** The appointment as a card shows it, and as a calendar wants it. */
export function appointmentOnCard(booking: Booking, appointment: Appointment): NonNullable<Card['appointment']> {
  const { start, end, timeZone, providerName, address, lat, lon } = appointment;
  const street = streetOf(address);
  return {
    facts: appointmentFacts(booking, appointment),
    mapUrl: mapUrl(lat, lon),
    start,
    end,
    timeZone,
    providerName,
    ...(street === undefined ? {} : { address: street }),
  };
}

function appointmentFacts(booking: Booking, appointment: Appointment): readonly CardFact[] {
  const { locale, timeZone } = booking.context;
  const { start, end, address, dropOff, phone, providerName } = appointment;
  const street = streetOf(address);
  const facts: (CardFact | undefined)[] = [
    { label: 'When', value: formatWhen(start, end, appointment.timeZone, locale, timeZone) },
    { label: 'Shop', value: phone ? `${providerName} · ${phone}` : providerName },
    street ? { label: 'Address', value: street } : undefined,
    dropOff ? { label: 'Drop-off', value: formatClocks(dropOff.from, dropOff.to, locale) } : undefined,
    { label: 'Confirmation', value: appointment.confirmation },
    booking.workOrder ? { label: 'Work order', value: booking.workOrder.number } : undefined,
    booking.workOrder ? { label: 'PO number', value: booking.workOrder.po } : undefined,
    booking.workOrder?.notToExceed
      ? { label: 'Not to exceed', value: formatMoney(booking.workOrder.notToExceed, locale) }
      : undefined,
    booking.cost
      ? {
          label: booking.phase.state === 'completed' ? 'Invoice' : 'Estimate',
          value: formatMoney(booking.cost, locale),
        }
      : undefined,
  ];
  return facts.filter((fact): fact is CardFact => fact !== undefined);
}
