import type { SandboxShop } from '../../../adapters/shared/sandbox/index.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import type { FleetChannel, Member } from '../../../src/domain/directory.ts';
import { asFleetId, asMemberId, asVehicleId } from '../../../src/domain/ids.ts';
import { importFromNetwork } from '../../../src/app/usecases/import-providers.ts';
import { TENANT, activityFrom, pressed, startBotFramework } from '../bot-framework.ts';
import type { TeamsPerson } from '../bot-framework.ts';
import { bearer, listenTo } from '../inbox.ts';
import { postSigned } from '../sms-world.ts';
import { TWILIO, startTwilioApi } from '../twilio-api.ts';
import { CHANNEL, CHICAGO, MONDAY, isCardOf, shopsInARow, startWorld } from '../world.ts';
import type { Person } from '../world.ts';

const ROOM = '19:fleet@thread.tacv2';
const KEY = 'an-api-key-for-tests-only';
const THEO: TeamsPerson = { aadObjectId: 'd0000000-0000-0000-0000-0000000000e0', name: 'Theo Teams' };
const MIAS = '+13125550161';
/** Far enough apart that no shop of one town is offered in the next. */
const DEGREES_APART = 5;
const SHOPS_EACH = 12;

/** The four ways in, as the history names them. */
export const WAYS = ['slack', 'teams', 'sms', 'inapp'] as const;
export type Way = (typeof WAYS)[number];

export type FourChannels = Awaited<ReturnType<typeof startFourChannels>>;

/** Who clicks in Slack in this town: what he is told alone names no booking, so there is one of them in each. */
export const slackPerson = (town: number): Person => ({
  id: `U1${String(town).padStart(3, '0')}`,
  name: `Dana ${town}`,
});
export const vehicleOf = (round: number): string => `van-${round}`;

/**
 * A fleet with all four channels, and a manager in each who is reached by that one alone. Each town has shops and vehicles
 * of its own, so that bookings in different towns never want the same place.
 */
export async function startFourChannels(dataDir: string, towns: number) {
  const [twilio, teams] = await Promise.all([startTwilioApi(), startBotFramework()]);
  const people = Array.from({ length: towns }, (_, town) => slackPerson(town));
  const channels: FleetChannel[] = [
    { kind: 'teams', serviceUrl: teams.serviceUrl, conversationId: ROOM, tenantId: TENANT },
    { kind: 'sms' },
    { kind: 'inapp' },
  ];
  const world = await startWorld({
    ...{ dataDir, startsAt: MONDAY, managers: [], guests: people, vehicles: [], channels },
    shops: people.flatMap((_, town) => shopsOf(town)),
    env: { ...twilio.env, ...teams.env },
  });
  const { directory } = world.pitcrew.parts.store;
  const fleetId = asFleetId('acme');
  const hire = (memberId: string, name: string, more: Partial<Member>) =>
    directory.putMember({ fleetId, memberId: asMemberId(memberId), name, roles: ['manager'], ...more });
  for (const { id, name } of people) await hire(id.toLowerCase(), name, { slackUserId: id });
  await hire('theo', THEO.name, { teamsUserId: THEO.aadObjectId });
  await hire('mia', 'Mia Text', { phone: MIAS });
  await hire('ida', 'Ida Inbox', {});
  const imported = await importFromNetwork(world.pitcrew.parts.app.core, 'firestone');
  if (!imported.ok) throw new Error(imported.error);
  const session = await fetch(`${world.url}/v1/fleets/acme/members/ida/sessions`, {
    method: 'POST',
    headers: bearer(KEY),
  });
  const { token } = (await session.json()) as { token: string };
  const stream = await listenTo(world.url, bearer(token));
  let sent = 0;

  const teamsCard = (bookingId: string) =>
    teams.posted.findLast(
      ({ activity }) => activity.attachments?.[0]?.content?.refresh?.action?.data?.bookingId === bookingId,
    )?.activity.attachments[0].content;
  const slackCard = (bookingId: string) =>
    world.workspace.messages(CHANNEL).find((message) => isCardOf(message, bookingId));

  return {
    world,
    stream,
    async addVehicle(town: number, round: number) {
      await directory.putVehicle({
        ...{ fleetId, vehicleId: asVehicleId(vehicleOf(round)), vin: `1FTFW1E5XNF${String(round).padStart(6, '0')}` },
        ...{ class: 'light', gvwrLb: 9500, location: placeOf(town) },
      });
    },
    slackCard,
    teamsCard,
    /** What Mia has read about a vehicle, oldest first. */
    texts: (vehicleId: string): readonly string[] =>
      twilio.texts
        .filter(({ to, body }) => to === MIAS && new RegExp(`^(?:Reminder: |Cancel )?${vehicleId}\\b`).test(body))
        .map(({ body }) => body),
    whispers: (town: number) => world.whispers(slackPerson(town)),
    /** `GET /v1/bookings/{id}`. */
    async get(bookingId: string) {
      const answer = await fetch(`${world.url}/v1/bookings/${bookingId}`, { headers: bearer(KEY) });
      return (await answer.json()) as { readonly version: number; readonly state: string };
    },
    /** The version that each place shows. */
    shown(booking: Booking): Readonly<Record<Way, number | undefined>> {
      const { bookingId, cards } = booking;
      const recorded = (way: Way) => cards.find(({ channel }) => channel === way)?.version;
      const payload = slackCard(bookingId)?.metadata?.['event_payload'] as { version: number } | undefined;
      return {
        slack: payload?.version,
        teams: teamsCard(bookingId)?.refresh.action.data.version,
        // A text cannot be edited: what counts is up to which version its card was told.
        sms: recorded('sms'),
        inapp: stream.all.findLast(({ data }) => data.bookingId === bookingId)?.data.version,
      };
    },
    /** Each is ready to be sent; a call sends it and answers what came back at once. */
    ready: {
      slack(town: number, bookingId: string, actionId: string) {
        const card = slackCard(bookingId);
        if (!card) throw new Error('The booking has no card in Slack.');
        const request = world.workspace.clickRequest(slackPerson(town).id, CHANNEL, card.ts, actionId);
        return async () => (await fetch(request.url, { method: 'POST', ...request })).status;
      },
      teams(bookingId: string, verb: string, more: object) {
        const { version } = teamsCard(bookingId).refresh.action.data;
        const activity = activityFrom(THEO, teams.serviceUrl, {
          ...{ conversationId: ROOM, ...pressed(verb, { bookingId, version, ...more }) },
        });
        const authorization = `Bearer ${teams.token()}`;
        return () => teams.send(`${world.url}/teams/messages`, activity, { authorization });
      },
      sms(body: string) {
        const MessageSid = `SM${String(++sent).padStart(32, '0')}`;
        const form = { MessageSid, From: MIAS, To: TWILIO.TWILIO_FROM, Body: body, NumMedia: '0' };
        return async () => (await postSigned(world.url, '/sms/inbound', form)).status;
      },
      inapp(bookingId: string, intent: object) {
        const body = JSON.stringify({ bookingId, deliveryId: `ida-${++sent}`, ...intent });
        const headers = { ...bearer(token), 'content-type': 'application/json' };
        return async () => {
          const answer = await fetch(`${world.url}/v1/inbox/intents`, { method: 'POST', headers, body });
          return (await answer.json()) as { readonly outcome: string; readonly message: string };
        };
      },
    },
    async close() {
      await stream.close();
      await world.close();
      await twilio.close();
      await teams.close();
    },
  };
}

const placeOf = (town: number) => ({ ...CHICAGO, lat: CHICAGO.lat - DEGREES_APART * town });

/** Names that no other is the beginning of, so that a sentence that names a shop names this one. */
const shopsOf = (town: number): SandboxShop[] =>
  shopsInARow(SHOPS_EACH, { bays: 3 }).map((shop, i) => ({
    ...shop,
    networkRef: String(10_001 + town * 100 + i),
    name: `Firestone ${String.fromCharCode(65 + town)}${i + 11}`,
    lat: shop.lat - DEGREES_APART * town,
  }));
