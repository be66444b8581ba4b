import type { Booking } from '../booking.ts';
import type { DomainEvent } from '../events.ts';
import type { Step } from '../step.ts';
import { absorbed, refused } from '../step.ts';
import { sameByHand } from './by-hand.ts';

/** An intent that the state does not know, refused in words that name what stands; the same choice again is absorbed. */
export function refuse(booking: Booking, event: DomainEvent): Step {
  const { phase } = booking;
  if (event.type === 'rate') return refused({ code: 'not-yet-completed' });
  const decides = event.type === 'approve' || event.type === 'reject';
  if (decides && phase.state !== 'awaiting-approval') return refused({ code: 'no-approval-asked' });
  if (event.type === 'undo' && phase.state !== 'requested') return refused({ code: 'nothing-to-undo' });
  switch (phase.state) {
    case 'requested':
    case 'moving': {
      const { slot } = phase.request;
      const wanted =
        event.type === 'choose-slot' ? event.slotId : event.type === 'reschedule' ? event.slot?.slotId : undefined;
      if (wanted === slot.slotId) return absorbed({ code: 'already-asking', slot });
      return refused({ code: 'busy-asking', slot });
    }
    case 'awaiting-approval': {
      const { slot, approver, until } = phase.approval;
      const say = { code: 'awaits-approval', slot, approver: approver?.name, until } as const;
      return event.type === 'choose-slot' && event.slotId === slot.slotId ? absorbed(say) : refused(say);
    }
    case 'scheduled': {
      const { appointment } = phase;
      const same = event.type === 'choose-slot' && chosen(booking, event.slotId);
      return same
        ? absorbed({ code: 'already-booked-this', appointment })
        : refused({ code: 'already-booked', appointment });
    }
    case 'in-progress':
      return refused({ code: 'in-the-shop', appointment: phase.appointment });
    case 'manual': {
      const { manual } = phase;
      const same = event.type === 'book-manually' && sameByHand(event.manual, manual);
      return same ? absorbed({ code: 'stands-by-hand', manual }) : refused({ code: 'stands-by-hand', manual });
    }
    case 'offered':
      return refused({ code: 'nothing-to-confirm' });
    default:
      return refused({ code: 'case-closed', state: phase.state });
  }
}

/** Whether a slot of the offer is the one that became the appointment. */
function chosen(booking: Booking, slotId: string): boolean {
  const slot = [...booking.offer.slots, ...booking.offer.more].find((known) => known.slotId === slotId);
  if (!slot || booking.phase.state !== 'scheduled') return false;
  const { appointment } = booking.phase;
  return slot.providerId === appointment.providerId && slot.networkSlotId === appointment.networkSlotId;
}
