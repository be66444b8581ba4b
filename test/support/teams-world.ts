import { importFromNetwork } from '../../src/app/usecases/import-providers.ts';
import type { Booking } from '../../src/domain/booking.ts';
import { DEFAULT_POLICY } from '../../src/domain/directory.ts';
import type { FleetPolicy, Role } from '../../src/domain/directory.ts';
import { asBookingId, asFleetId, asMemberId, asVehicleId } from '../../src/domain/ids.ts';
import { createPitcrew } from '../../src/index.ts';
import { TENANT, activityFrom, pressed, startBotFramework } from './bot-framework.ts';
import type { PostedActivity, TeamsPerson, TokenOptions, Wire } from './bot-framework.ts';
import { CHICAGO, startStage } from './stage.ts';
import { sentWith, until } from './waiting.ts';

export const ROOM = '19:fleet@thread.tacv2';
export const DANA: TeamsPerson = { aadObjectId: 'd0000000-0000-0000-0000-00000000da4a', name: 'Dana Reyes' };
export const LEE: TeamsPerson = { aadObjectId: 'e0000000-0000-0000-0000-000000000lee', name: 'Lee Okafor' };
export const SAM: TeamsPerson = { aadObjectId: 'f0000000-0000-0000-0000-000000000sam', name: 'Sam Viewer' };
export const STRANGER: TeamsPerson = { aadObjectId: '90000000-0000-0000-0000-00000000x0x0', name: 'Some One' };

/** A person's chat with the app, as the look-alike names it. */
export const chatOf = ({ aadObjectId }: TeamsPerson): string => `a:${aadObjectId}`;

export type TeamsWorld = Awaited<ReturnType<typeof startTeamsWorld>>;

const idOf = ({ name }: TeamsPerson): string => name.split(' ', 1)[0]!.toLowerCase();

/** A Pitcrew whose fleet is in Teams alone, with Microsoft's side and a network of shops on loopback. */
export async function startTeamsWorld(dataDir: string, policy: Partial<FleetPolicy> = {}) {
  const teams = await startBotFramework();
  const { workspace, shops, env, url } = await startStage({ dataDir, env: teams.env });
  const pitcrew = await createPitcrew({ env });
  await pitcrew.listen(Number(env['PORT']), '127.0.0.1');
  const { directory, bookings } = pitcrew.parts.store;
  const fleetId = asFleetId('acme');
  await directory.putFleet(
    {
      fleetId,
      name: 'Acme Delivery',
      timeZone: 'America/Chicago',
      locale: 'en-US',
      policy: { ...DEFAULT_POLICY, ...policy },
      integrations: {},
      channels: [{ kind: 'teams', serviceUrl: teams.serviceUrl, conversationId: ROOM, tenantId: TENANT }],
    },
    'an-api-key-for-tests-only',
  );
  const people: readonly (readonly [TeamsPerson, Role])[] = [
    [DANA, 'manager'],
    [LEE, 'approver'],
    [SAM, 'viewer'],
  ];
  for (const [person, role] of people) {
    const { aadObjectId: teamsUserId, name } = person;
    await directory.putMember({ fleetId, memberId: asMemberId(idOf(person)), name, roles: [role], teamsUserId });
  }
  await directory.putVehicle({
    fleetId,
    vehicleId: asVehicleId('truck-17'),
    vin: '1FTFW1E5XNFA00000',
    class: 'light',
    gvwrLb: 9500,
    location: CHICAGO,
  });
  const imported = await importFromNetwork(pitcrew.parts.app.core, 'firestone');
  if (!imported.ok) throw new Error(imported.error);

  const bookingOf = async (bookingId: string): Promise<Booking> => {
    const booking = await bookings.get(asBookingId(bookingId));
    if (!booking) throw new Error(`There is no booking ${bookingId}.`);
    return booking;
  };
  /** The newest card of a booking in a conversation with something to see. */
  const card = (
    bookingId: string,
    conversationId: string = ROOM,
    shows: (text: string) => boolean = () => true,
    ms?: number,
  ): Promise<PostedActivity & { readonly content: Wire }> =>
    until(
      'the card in Teams shows it',
      () => {
        const found = teams.in(conversationId).findLast((one) => bookingIn(one) === bookingId);
        const content: Wire = found?.activity.attachments?.[0]?.content;
        return found && shows(JSON.stringify(content)) ? { ...found, content } : undefined;
      },
      ms,
    );

  return {
    teams,
    shops,
    pitcrew,
    url: `${url}/teams/messages`,
    booking: bookingOf,
    card,
    async raise(alert = {}) {
      const raised = await pitcrew.raiseAlert({
        fleetId: 'acme',
        alertId: `alert-${sentWith()}`,
        vehicleId: 'truck-17',
        system: 'battery_12v',
        severity: 'warning',
        observedAt: new Date().toISOString(),
        value: 71,
        unit: '%',
        ...alert,
      });
      await card(raised.bookingId, ROOM, (text) => text.includes('"choose-slot"'));
      return raised.bookingId;
    },
    inState: (bookingId: string, state: Booking['phase']['state']) =>
      until(`booking ${bookingId} is ${state}`, async () => {
        const booking = await bookingOf(bookingId);
        return booking.phase.state === state ? booking : undefined;
      }),
    /** Presses the first button of a card with this verb; what a person typed comes along. */
    async press(person: TeamsPerson, shown: Wire, verb: string, typed: object = {}, conversationId = ROOM) {
      const button = buttonsIn(shown).find((one) => one['verb'] === verb);
      if (!button) throw new Error(`There is no button ${verb} on the card.`);
      return this.send(person, pressed(verb, { ...(button['data'] as object), ...typed }), conversationId);
    },
    /** Sends an activity from a person; answers the status and the body of the reply. */
    send: (person: TeamsPerson, more: object, conversationId = ROOM, token: TokenOptions = {}) =>
      teams.send(`${url}/teams/messages`, activityFrom(person, teams.serviceUrl, { conversationId, ...more }), token),
    /** What a person was written in his own chat, beside cards. */
    told: (person: TeamsPerson): readonly string[] =>
      teams.in(chatOf(person)).flatMap(({ activity }) => (typeof activity.text === 'string' ? [activity.text] : [])),
    async close() {
      await pitcrew.close();
      await shops.close();
      await workspace.close();
      await teams.close();
    },
  };
}

const bookingIn = ({ activity }: PostedActivity): string | undefined =>
  activity.attachments?.[0]?.content?.refresh?.action?.data?.bookingId;

/** The version that a card in Teams says it shows. */
export const versionOn = ({ content }: { readonly content: Wire }): number => content.refresh.action.data.version;

/** Every button of a card that is sent as an invoke, in order. */
export function buttonsIn(part: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(part)) return part.flatMap(buttonsIn);
  if (typeof part !== 'object' || part === null) return [];
  const own = 'type' in part && part.type === 'Action.Execute' ? [part as Record<string, unknown>] : [];
  return [...own, ...Object.entries(part).flatMap(([name, value]) => (name === 'refresh' ? [] : buttonsIn(value)))];
}
