import type { Workspace, WorkspaceMessage } from '../../adapters/demo/workspace/index.ts';
import type { FirestoneSandbox } from '../../adapters/providers/firestone/sandbox/index.ts';
import type { Booking } from '../../src/domain/booking.ts';
import { asBookingId } from '../../src/domain/ids.ts';
import { importFromNetwork } from '../../src/app/usecases/import-providers.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import { createPitcrew } from '../../src/index.ts';
import type { Pitcrew, PitcrewOptions } from '../../src/index.ts';
import { asFleetId, asMemberId, asVehicleId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY } from '../../src/domain/directory.ts';
import type { FleetChannel, FleetPolicy, Role } from '../../src/domain/directory.ts';
import { CHANNEL, CHICAGO, DANA, SAM, STRANGER, TEAM, isCardOf, startStage } from './stage.ts';
import type { Person, StageOptions } from './stage.ts';
import { sentWith, until } from './waiting.ts';

export { CHANNEL, CHICAGO, DANA, SAM, STRANGER, TEAM, isCardOf, shopsInARow } from './stage.ts';
export type { Person } from './stage.ts';

export interface WorldOptions extends Omit<StageOptions, 'people'> {
  readonly managers?: readonly Person[];
  readonly approvers?: readonly Person[];
  /** More people of the workspace, who are no members of the fleet. */
  readonly guests?: readonly Person[];
  readonly vehicles?: readonly string[];
  readonly policy?: Partial<FleetPolicy>;
  /** The fleet's channels beside the one in Slack. */
  readonly channels?: readonly FleetChannel[];
  /** The fleet's (default America/Chicago). */
  readonly timeZone?: string;
  readonly pitcrew?: PitcrewOptions;
  /** The time at which it begins for the fleet and its shops; signatures and tokens stay on the true time. */
  readonly startsAt?: string;
}

/** A Monday at 8:05 in the morning in Chicago, far ahead, so that a test means the same on any day. */
export const MONDAY = '2031-01-06T14:05:00.000Z';

/** A whole small world: a Slack workspace, a network of shops and a Pitcrew between them, all real servers on loopback. */
export interface World {
  readonly workspace: Workspace;
  readonly shops: FirestoneSandbox;
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
  pitcrew: Pitcrew;
  /** Raises an alert for a vehicle; answers the booking's id. */
  raise(vehicleId?: string, alert?: object): Promise<string>;
  booking(bookingId: string): Promise<Booking>;
  /** Waits until a booking is in this state. */
  inState(bookingId: string, state: Booking['phase']['state'], ms?: number): Promise<Booking>;
  /** Waits for the booking's card in Slack with something to see. */
  card(bookingId: string, shows?: (text: string) => boolean, ms?: number): Promise<WorkspaceMessage>;
  /** Clicks on the booking's card by action id. */
  click(person: Person, bookingId: string, actionId: string): Promise<number>;
  /** Sends these clicks (a person, a booking, an action) at the same moment; answers the HTTP status of each. */
  clickAtOnce(clicks: readonly (readonly [Person, string, string])[]): Promise<number[]>;
  /** Waits for the newest card of this booking in a person's direct messages with something to see. */
  ownCard(person: Person, bookingId: string, shows?: (text: string) => boolean, ms?: number): Promise<WorkspaceMessage>;
  /** Clicks on that card. */
  clickOwn(person: Person, bookingId: string, actionId: string): Promise<number>;
  /** What only this person sees. */
  whispers(person: Person): readonly string[];
  /** Waits until this person is told something alone that matches. */
  told(person: Person, what: RegExp, ms?: number): Promise<string>;
  /** The lines of the card's thread, oldest first. */
  thread(bookingId: string): readonly string[];
  /** How many cards of this booking there are in Slack. */
  cards(bookingId: string): number;
  /** Whether every card shows its booking as it stands. */
  cardsAreCurrent(): Promise<boolean>;
  /** Changes the fleet's policy; what is not named is as by default. */
  setPolicy(policy: Partial<FleetPolicy>): Promise<void>;
  /** Lets time go by at once, for the fleet and its shops; jobs that wait for a later time do not notice by themselves. */
  later(ms: number): void;
  close(): Promise<void>;
}

export async function startWorld(options: WorldOptions): Promise<World> {
  const managers = options.managers ?? [DANA];
  let ahead = options.startsAt === undefined ? 0 : Date.parse(options.startsAt) - Date.now();
  const clock: Clock = { now: () => new Date(Date.now() + ahead), trueNow: () => new Date() };
  const { workspace, shops, env, url } = await startStage({
    ...options,
    sandbox: { now: clock.now, ...options.sandbox },
    people: [...managers, ...(options.approvers ?? []), SAM, STRANGER, ...(options.guests ?? [])],
  });
  const pitcrew = await createPitcrew({ env, clock, ...options.pitcrew });
  await pitcrew.listen(Number(env['PORT']), '127.0.0.1');
  await seed(pitcrew, managers, options);
  const world: World = {
    workspace,
    shops,
    env,
    url,
    pitcrew,
    async raise(vehicleId = 'truck-17', alert = {}) {
      const raised = await world.pitcrew.raiseAlert({
        fleetId: 'acme',
        alertId: `alert-${sentWith()}`,
        vehicleId,
        system: 'battery_12v',
        severity: 'warning',
        observedAt: clock.now().toISOString(),
        value: 71,
        unit: '%',
        threshold: 75,
        faultCodes: ['B1317'],
        ...alert,
      });
      return raised.bookingId;
    },
    async booking(bookingId) {
      const booking = await world.pitcrew.parts.store.bookings.get(asBookingId(bookingId));
      if (!booking) throw new Error(`There is no booking ${bookingId}.`);
      return booking;
    },
    inState: (bookingId, state, ms) =>
      until(
        `booking ${bookingId} is ${state}`,
        async () => {
          const booking = await world.booking(bookingId);
          return booking.phase.state === state ? booking : undefined;
        },
        ms,
      ),
    card: (bookingId, shows = (text) => text.includes('choose-slot:1'), ms) =>
      until(
        'the card shows it',
        () =>
          workspace.messages(CHANNEL).find((message) => isCardOf(message, bookingId) && shows(JSON.stringify(message))),
        ms,
      ),
    async click(person, bookingId, actionId) {
      const card = workspace.messages(CHANNEL).find((message) => isCardOf(message, bookingId));
      if (!card) throw new Error('The booking has no card in Slack yet.');
      return (await workspace.click(person.id, CHANNEL, card.ts, actionId)).status;
    },
    ownCard: (person, bookingId, shows = () => true, ms) =>
      until(
        `${person.name} has a card of his own`,
        () => {
          const card = ownCards(workspace, person, bookingId).at(-1);
          return card && shows(JSON.stringify(card)) ? card : undefined;
        },
        ms,
      ),
    async clickOwn(person, bookingId, actionId) {
      const card = ownCards(workspace, person, bookingId).at(-1);
      if (!card) throw new Error(`${person.name} has no card of his own.`);
      return (await workspace.click(person.id, card.channelId, card.ts, actionId)).status;
    },
    async clickAtOnce(clicks) {
      const requests = clicks.map(([person, bookingId, actionId]) => {
        const card = workspace.messages(CHANNEL).find((message) => isCardOf(message, bookingId));
        if (!card) throw new Error('The booking has no card in Slack yet.');
        return workspace.clickRequest(person.id, CHANNEL, card.ts, actionId);
      });
      // Not by the workspace, whose patience ends after Slack's 3 seconds: a busy machine may take longer for so many.
      const answers = requests.map(({ url: to, headers, body }) => fetch(to, { method: 'POST', headers, body }));
      return (await Promise.all(answers)).map(({ status }) => status);
    },
    whispers: (person) => workspace.state.ephemerals(person.id).map(({ text }) => text),
    told: (person, what, ms) =>
      until(
        `${person.name} is told ${String(what)}`,
        () => world.whispers(person).find((text) => what.test(text)),
        ms,
      ).catch((error: unknown) => {
        throw new Error(`${String(error)} He was told: ${JSON.stringify(world.whispers(person))}`);
      }),
    thread(bookingId) {
      const card = workspace.messages(CHANNEL).find((message) => isCardOf(message, bookingId));
      return card ? workspace.replies(CHANNEL, card.ts).map(({ text }) => text) : [];
    },
    cards: (bookingId) => workspace.messages(CHANNEL).filter((message) => isCardOf(message, bookingId)).length,
    async cardsAreCurrent() {
      const shown = workspace.messages(CHANNEL).map(({ metadata }) => metadata?.['event_payload']);
      const versions = (shown as { bookingId: string; version: number }[]).map(
        async ({ bookingId, version }) => (await world.booking(bookingId)).version === version,
      );
      return (await Promise.all(versions)).every((current) => current);
    },
    setPolicy: (policy) => putFleet(world.pitcrew, { ...options, policy }),
    later: (ms) => void (ahead += ms),
    async close() {
      await world.pitcrew.close();
      await shops.close();
      await workspace.close();
    },
  };
  return world;
}

/** The cards of a booking in a person's direct messages, oldest first. */
function ownCards(workspace: Workspace, { id }: Person, bookingId: string): readonly WorkspaceMessage[] {
  return workspace.messages(workspace.state.directMessage(id).id).filter((message) => isCardOf(message, bookingId));
}

async function seed(pitcrew: Pitcrew, managers: readonly Person[], options: WorldOptions): Promise<void> {
  const { directory } = pitcrew.parts.store;
  const fleetId = asFleetId('acme');
  await putFleet(pitcrew, options);
  for (const { id, name } of options.approvers ?? []) {
    const roles: Role[] = managers.some((manager) => manager.id === id) ? ['manager', 'approver'] : ['approver'];
    await directory.putMember({ fleetId, memberId: asMemberId(id.toLowerCase()), name, roles, slackUserId: id });
  }
  for (const { id, name } of managers) {
    if (options.approvers?.some((approver) => approver.id === id)) continue;
    await directory.putMember({
      fleetId,
      memberId: asMemberId(id.toLowerCase()),
      name,
      roles: ['manager'],
      slackUserId: id,
      phone: '+13125550151',
    });
  }
  await directory.putMember({
    fleetId,
    memberId: asMemberId('sam'),
    name: SAM.name,
    roles: ['viewer'],
    slackUserId: SAM.id,
  });
  for (const [i, vehicleId] of (options.vehicles ?? ['truck-17']).entries()) {
    const vin = `1FTFW1E5XNFA${String(i).padStart(5, '0')}`;
    await directory.putVehicle({
      fleetId,
      vehicleId: asVehicleId(vehicleId),
      vin,
      class: 'light',
      gvwrLb: 9500,
      make: 'Ford',
      model: 'Transit',
      year: 2022,
      location: CHICAGO,
    });
  }
  const imported = await importFromNetwork(pitcrew.parts.app.core, 'firestone');
  if (!imported.ok) throw new Error(imported.error);
}

async function putFleet(
  pitcrew: Pitcrew,
  { policy = {}, timeZone = 'America/Chicago', channels = [] }: Pick<WorldOptions, 'policy' | 'timeZone' | 'channels'>,
): Promise<void> {
  await pitcrew.parts.store.directory.putFleet(
    {
      fleetId: asFleetId('acme'),
      name: 'Acme Delivery',
      timeZone,
      locale: 'en-US',
      policy: { ...DEFAULT_POLICY, ...policy },
      integrations: {},
      channels: [{ kind: 'slack', teamId: TEAM, channelId: CHANNEL }, ...channels],
    },
    'an-api-key-for-tests-only',
  );
}
