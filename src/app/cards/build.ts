import type { Addressee } from '../../domain/attention.ts';
import type { Booking } from '../../domain/booking.ts';
import type { Member } from '../../domain/directory.ts';
import { formatMoney } from '../../domain/money.ts';
import { systemWords } from '../../domain/services.ts';
import type { OfferedSlot } from '../../domain/slot.ts';
import { ageWords, distanceWords, formatInstant, formatStart, formatWhen } from '../../domain/time.ts';
import { actionsOf } from './actions.ts';
import { appointmentOnCard } from './appointment.ts';
import { approvalFacts } from './approval.ts';
import type { Card, CardFact, CardSlot } from './card.ts';
import { isPassing, statusOf, stillStanding } from './status.ts';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The predicted issue in a few words for the title: "12 V battery at 71 %". */
function headline(booking: Booking): string {
  const latest = [...booking.alerts].reverse().find((alert) => alert.value !== undefined);
  const words = systemWords(booking.system);
  return latest?.value === undefined
    ? capital(words)
    : `${capital(words)} at ${latest.value}${latest.unit ? ` ${latest.unit}` : ''}`;
}

function vehicleWords({ context, vehicleId }: Booking): string {
  const model = [context.year, context.make, context.model].filter((part) => part !== undefined).join(' ');
  return [vehicleId, model, context.plate].filter((part) => part).join(' · ');
}

function issueFacts(booking: Booking): readonly CardFact[] {
  const latest = booking.alerts[booking.alerts.length - 1];
  const codes = [...new Set(booking.alerts.flatMap(({ faultCodes }) => faultCodes))];
  const facts: (CardFact | undefined)[] = [
    { label: 'Vehicle', value: vehicleWords(booking) },
    { label: 'Predicted issue', value: latest?.message ?? headline(booking) },
    { label: 'Severity', value: capital(booking.severity.replace(/-/g, ' ')) },
    latest
      ? { label: 'Reported', value: formatInstant(latest.observedAt, booking.context.timeZone, booking.context.locale) }
      : undefined,
    codes.length > 0 ? { label: 'Fault codes', value: codes.join(', ') } : undefined,
    booking.alerts.length > 1 ? { label: 'Alerts in this case', value: String(booking.alerts.length) } : undefined,
  ];
  return facts.filter((fact): fact is CardFact => fact !== undefined);
}

function slotOf(booking: Booking, slot: OfferedSlot): CardSlot {
  const { locale, timeZone } = booking.context;
  const value = { bookingId: booking.bookingId, version: booking.version, slotId: slot.slotId };
  return {
    slotId: slot.slotId,
    when: formatWhen(slot.start, slot.end, slot.timeZone, locale, timeZone),
    starts: formatStart(slot.start, slot.timeZone, locale, timeZone),
    providerName: slot.providerName,
    network: slot.network,
    distance: distanceWords(slot.distanceKm, locale),
    reasons: slot.reasons,
    ...(slot.estimate ? { price: formatMoney(slot.estimate, locale) } : {}),
    age: ageWords(slot.checkedAt, booking.offer.madeAt),
    action:
      booking.phase.state === 'scheduled'
        ? { intent: 'reschedule', label: 'Move here', value }
        : { intent: 'choose-slot', label: 'Book', value },
  };
}

function toneOf({ phase, severity }: Booking): Card['tone'] {
  switch (phase.state) {
    case 'offered':
      return severity === 'info' ? 'info' : severity === 'warning' ? 'warning' : 'critical';
    case 'requested':
    case 'moving':
      return 'progress';
    case 'awaiting-approval':
      return 'warning';
    case 'scheduled':
      // A question about a fee waits for an answer; it is no good news.
      return phase.cancelling === undefined ? 'good' : phase.cancelling.stage === 'asking' ? 'progress' : 'warning';
    case 'completed':
    case 'manual':
      return 'good';
    case 'in-progress':
      return 'progress';
    case 'failed':
    case 'no-show':
      return 'critical';
    default:
      return 'muted';
  }
}

/** The card of a booking: the same in every channel; `to` is the one person who gets it as his own. */
export function cardOf(booking: Booking, to?: Addressee, reader?: Pick<Member, 'timeZone' | 'locale'>): Card {
  return build(reader ? readBy(booking, reader) : booking, to);
}

/** As one person reads it: in his own language and zone, where he has them. */
function readBy(booking: Booking, { timeZone, locale }: Pick<Member, 'timeZone' | 'locale'>): Booking {
  const { context } = booking;
  return {
    ...booking,
    context: { ...context, timeZone: timeZone ?? context.timeZone, locale: locale ?? context.locale },
  };
}

function build(booking: Booking, to?: Addressee): Card {
  const { phase, offer, context } = booking;
  const offered = phase.state === 'offered';
  const choosing = offered || (phase.state === 'scheduled' && phase.choosing === true && !phase.cancelling);
  const slots = choosing ? offer.slots.map((slot) => slotOf(booking, slot)) : [];
  const moreSlots = choosing ? offer.more.map((slot) => slotOf(booking, slot)) : [];
  const appointment = 'appointment' in phase ? phase.appointment : undefined;
  const title = `${booking.vehicleId}: ${headline(booking)}`;
  const status = [statusOf(booking), ...stillStanding(booking)].join(' ');
  const waits = offered || phase.state === 'requested';
  const toApprove = approvalFacts(booking);
  return {
    bookingId: booking.bookingId,
    version: booking.version,
    state: phase.state,
    severity: booking.severity,
    tone: toneOf(booking),
    title,
    status,
    ...(isPassing(booking) ? { passing: true } : {}),
    fallbackText: [
      title,
      status,
      ...slots.map((slot, i) => `${i + 1}) ${slot.when}, ${slot.providerName}, ${slot.distance}`),
    ].join('\n'),
    facts: [...issueFacts(booking), ...toApprove],
    ...(toApprove.length > 0 ? { toApprove } : {}),
    slots,
    moreSlots,
    ...(appointment && phase.state !== 'cancelled' ? { appointment: appointmentOnCard(booking, appointment) } : {}),
    ...(offered && offer.expiresAt > offer.madeAt ? { offer: { expiresAt: offer.expiresAt } } : {}),
    ...(phase.state === 'awaiting-approval'
      ? { approval: { slotId: phase.approval.slot.slotId, until: phase.approval.until } }
      : {}),
    fallbacks: waits
      ? offer.fallbacks.map(({ providerName, phone, bookingUrl }) => ({
          text: `Book by hand at ${providerName}`,
          phone,
          url: bookingUrl,
        }))
      : [],
    ...(booking.rating ? { rating: { stars: booking.rating.stars, comment: booking.rating.comment } } : {}),
    actions: actionsOf(booking, to),
    footer: footerOf(booking, context.locale),
  };
}

function footerOf(booking: Booking, locale: string): readonly string[] {
  const { offer, phase, context } = booking;
  if (phase.state !== 'offered' || offer.slots.length === 0) return [];
  const oldest = offer.slots.map(({ checkedAt }) => checkedAt).sort()[0] ?? offer.madeAt;
  const until = formatInstant(offer.expiresAt, context.timeZone, locale);
  return [
    ...(offer.rankedBy === undefined ? [] : [offer.rankedBy]),
    `Availability ${ageWords(oldest, offer.madeAt)} when this was offered; it is checked again at your click.`,
    `Offer stands until ${until}.`,
  ];
}
