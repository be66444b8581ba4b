import type { Booking } from '../../domain/booking.ts';
import type { Say } from '../../domain/say.ts';
import { sentence } from '../../domain/sentences.ts';
import { approvalStatus, bookedStatus } from './approval.ts';

/** One sentence about where the case stands. */
export function statusOf(booking: Booking): string {
  const { phase, context, offer } = booking;
  const tell = (what: Say): string => sentence(what, context);
  switch (phase.state) {
    case 'offered':
      if (offer.slots.length === 0) return offer.reason ?? 'No free time was found.';
      return `Choose a time: one click books it.`;
    case 'requested':
      if (phase.request.cancelWanted?.instead)
        return tell({ code: 'by-hand-kept', providerName: phase.request.slot.providerName });
      if (phase.request.cancelWanted)
        return tell({ code: 'cancel-kept', providerName: phase.request.slot.providerName });
      if (phase.request.answerBy)
        return tell({ code: 'shop-asked', slot: phase.request.slot, until: phase.request.answerBy });
      if (phase.request.unknownSince) return tell({ code: 'shop-silent', slot: phase.request.slot });
      return `Booking… ${tell({ code: 'asking-shop', slot: phase.request.slot })}`;
    case 'awaiting-approval':
      return approvalStatus(phase.approval, context);
    case 'scheduled':
      if (phase.cancelling?.stage === 'asking') return `Cancelling… ${phase.appointment.providerName} is being asked.`;
      if (phase.cancelling?.fee)
        return tell({
          code: phase.cancelling.instead ? 'by-hand-fee' : 'cancel-fee',
          appointment: phase.appointment,
          fee: phase.cancelling.fee,
        });
      if (phase.appointment.arrivedAt) return tell({ code: 'checked-in', appointment: phase.appointment });
      return bookedStatus(booking, phase.appointment);
    case 'moving':
      if (phase.request.cancelWanted)
        return tell({ code: 'cancel-kept', providerName: phase.request.slot.providerName });
      if (phase.request.answerBy)
        return tell({ code: 'shop-asked', slot: phase.request.slot, until: phase.request.answerBy });
      if (phase.request.unknownSince) return tell({ code: 'shop-silent', slot: phase.request.slot });
      return `Moving… ${tell({ code: 'asking-to-move', slot: phase.request.slot, appointment: phase.appointment })}`;
    case 'in-progress':
      return tell({ code: 'work-started', appointment: phase.appointment });
    case 'completed':
      return tell({ code: 'completed', appointment: phase.appointment, invoice: phase.invoice });
    case 'cancelled':
      return phase.cancellation.by.kind === 'provider' && phase.appointment
        ? tell({ code: 'cancelled-by-shop', appointment: phase.appointment })
        : tell({ code: 'cancelled', fee: phase.cancellation.fee, by: phase.cancellation.by.name });
    case 'no-show':
      return tell({ code: 'no-show', appointment: phase.appointment });
    case 'manual':
      return tell({ code: 'booked-by-hand', manual: phase.manual, by: phase.by.name });
    case 'dismissed':
      return `Dismissed${phase.by.name ? ` by ${phase.by.name}` : ''}: ${phase.reason}.`;
    case 'expired':
      return tell({ code: 'offer-expired' });
    case 'failed':
      return tell({ code: 'failed', providerName: phase.providerName, reason: phase.reason, phone: phase.phone });
  }
}

/** Appointments that a shop would not give back after a move. */
export const stillStanding = ({ releases = [], context }: Booking): readonly string[] =>
  releases
    .filter(({ refused }) => refused !== undefined)
    .map((release) => sentence({ code: 'release-refused', release }, context));

/** Whether the state is expected to be over within seconds, so that it is not worth a message of its own. */
export function isPassing({ phase }: Booking): boolean {
  switch (phase.state) {
    case 'requested':
    case 'moving':
      return phase.request.answerBy === undefined && phase.request.unknownSince === undefined;
    case 'scheduled':
      return phase.cancelling?.stage === 'asking';
    default:
      return false;
  }
}
