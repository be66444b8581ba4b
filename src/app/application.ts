import type { Booking } from '../domain/booking.ts';
import type { Core } from './core.ts';
import { createEngine } from './engine.ts';
import type { EventBus } from './event-bus.ts';
import { createDispatch } from './intents/dispatch.ts';
import type { Dispatch } from './intents/dispatch.ts';
import type { Api, Channel, JobServices } from './ports/index.ts';
import type { Polls } from './polling/polls.ts';
import { createPolls } from './polling/polls.ts';
import { createRelay } from './relay.ts';
import type { Relay } from './relay.ts';
import { createStandIn } from './stand-in.ts';
import type { StandIn } from './stand-in.ts';
import { awaitApproval, remindApprover } from './usecases/approvals.ts';
import { autoBook, endUndo } from './usecases/auto-book.ts';
import { bookAtShop } from './usecases/book-at-shop.ts';
import { bookCommission } from './usecases/book-commission.ts';
import { cancelAtShop } from './usecases/cancel-at-shop.ts';
import { createCardSync } from './usecases/cards.ts';
import { sendDigest } from './usecases/digest.ts';
import { holdAtShop } from './usecases/hold-at-shop.ts';
import { moveAtShop } from './usecases/move-at-shop.ts';
import { expireOffer, makeOffer } from './usecases/offers.ts';
import { pollStatuses } from './usecases/poll-statuses.ts';
import { refreshProviders } from './usecases/refresh-providers.ts';
import { raiseAlert } from './usecases/raise-alert.ts';
import { planReminders, remind, remindAppointment } from './usecases/reminders.ts';
import { releaseAtShop } from './usecases/release-at-shop.ts';
import { applyParked } from './usecases/statuses.ts';
import { awaitAnswer, tellShop } from './usecases/shop-answers.ts';
import { tell } from './usecases/tell.ts';
import { postNote } from './usecases/thread-notes.ts';
import { viewOf } from './view.ts';

/** The use cases, put together over the ports. */
export interface Application {
  readonly core: Core;
  readonly api: Api;
  readonly dispatch: Dispatch;
  readonly jobs: JobServices;
  readonly relay: Relay;
  readonly polls: Polls;
  /** Does a click's work here while the job queue is away, once it is given what does the jobs. */
  readonly standIn: StandIn;
}

type Ports = Omit<Core, 'engine' | 'channels'> & { readonly events: EventBus };

/** Builds the application. Channels need the dispatch and the use cases need the channels, so channels are filled in by the caller. */
export function createApplication(
  ports: Ports,
  channels: ReadonlyMap<string, Channel>,
  probe: Api['ready'],
  pollSeconds = 900,
): Application {
  const { bookings, queue, log, metrics, clock, events } = ports;
  const view = (booking: Booking) => viewOf(booking);
  const standIn = createStandIn(log);
  const relay = createRelay({ bookings, queue, log, metrics, clock, standIn });
  const engine = createEngine({ bookings, relay, clock, events, view });
  const core: Core = { ...ports, engine, channels };
  const syncCards = createCardSync(core);
  const dispatch = createDispatch(core);
  const polls = createPolls(core, pollSeconds);
  const jobs: JobServices = {
    makeOffer: (bookingId, why, deliveryId) => makeOffer(core, bookingId, why, deliveryId),
    bookAtShop: (bookingId, attempt) => bookAtShop(core, bookingId, attempt),
    moveAtShop: (bookingId, attempt) => moveAtShop(core, bookingId, attempt),
    releaseAtShop: (bookingId, reference) => releaseAtShop(core, bookingId, reference),
    cancelAtShop: (bookingId, reference) => cancelAtShop(core, bookingId, reference),
    syncCards: (bookingId) => syncCards(bookingId),
    postNote: (bookingId, noteId, context) => postNote(core, bookingId, noteId, context),
    tell: (bookingId, deliveryId) => tell(core, bookingId, deliveryId),
    applyParked: (bookingId, network, confirmation) => applyParked(core, bookingId, network, confirmation),
    bookCommission: (bookingId) => bookCommission(core, bookingId),
    expireOffer: (bookingId) => expireOffer(core, bookingId),
    awaitAnswer: (bookingId, attempt) => awaitAnswer(core, bookingId, attempt),
    tellShop: (network, message) => tellShop(core, network, message),
    awaitApproval: (bookingId, round) => awaitApproval(core, bookingId, round),
    remindApprover: (bookingId, round) => remindApprover(core, bookingId, round),
    holdAtShop: (bookingId, round) => holdAtShop(core, bookingId, round),
    remind: (bookingId, step) => remind(core, bookingId, step),
    planReminders: (bookingId, start) => planReminders(core, bookingId, start),
    remindAppointment: (bookingId, hours, start) => remindAppointment(core, bookingId, hours, start),
    digest: (fleetId, at, context) => sendDigest(core, fleetId, at, context),
    autoBook: (bookingId) => autoBook(core, bookingId),
    endUndo: (bookingId) => endUndo(core, bookingId),
    pollAvailability: (network, group, context) => polls.poll(network, group, context),
    endRepeat: (id) => core.queue.unschedule([id]),
    refreshProviders: (network) => refreshProviders(core, network),
    pollStatuses: (network) => pollStatuses(core, dispatch, network),
  };
  const api: Api = { raiseAlert: (fleetId, alert) => raiseAlert(core, fleetId, alert), view, ready: probe };
  return { core, api, dispatch, jobs, relay, polls, standIn };
}
