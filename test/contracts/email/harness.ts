import { createEmailChannel, emailEnv } from '../../../adapters/email/index.ts';
import { createKeys } from '../../../adapters/shared/index.ts';
import { openSqliteStores } from '../../../adapters/stores/sqlite/index.ts';
import type { Inbound } from '../../../src/app/intents/dispatch.ts';
import type { RawRequest, RawResponse } from '../../../src/app/ports/http.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import { DEFAULT_POLICY } from '../../../src/domain/directory.ts';
import type { Member, Role } from '../../../src/domain/directory.ts';
import { asFleetId, asMemberId } from '../../../src/domain/ids.ts';
import { cardFor } from '../../../adapters/email/readers.ts';
import { START } from '../../support/cases.ts';
import { tempDir } from '../../support/temp.ts';
import { nothingLogged, nothingMeasured } from '../slack/harness.ts';

export const KEYS = createKeys(`k1:${Buffer.alloc(32, 7).toString('base64')}`);
export const PUBLIC_URL = 'https://fleet.example/pitcrew';
export const FLEET = asFleetId('acme');
const clock = { now: () => new Date(START), trueNow: () => new Date() };

export const memberOf = (
  memberId: string,
  roles: readonly Role[] = ['manager'],
  more: Partial<Member> = {},
): Member => ({
  fleetId: FLEET,
  memberId: asMemberId(memberId),
  name: memberId,
  roles,
  email: `${memberId}@acme.test`,
  ...more,
});

/** The channel over a real store, with a fleet of these people; `again` is another process on the same store. */
export async function startEmail(
  smtpUrl: string,
  env: Readonly<Record<string, string>> = {},
  people = [memberOf('dana')],
) {
  const stores = await openSqliteStores({ dataDir: tempDir(), keys: KEYS, clock, log: nothingLogged });
  await stores.directory.putFleet(
    {
      ...{ fleetId: FLEET, name: 'Acme <Delivery>', timeZone: 'America/Chicago', locale: 'en-US' },
      ...{ policy: DEFAULT_POLICY, integrations: {}, channels: [{ kind: 'email' }] },
    },
    'an-api-key-for-tests-only',
  );
  for (const member of people) await stores.directory.putMember(member);
  const bookings = new Map<string, Booking>();
  const received: Inbound[] = [];
  const open = () =>
    createEmailChannel({
      config: emailEnv.parse({ SMTP_URL: smtpUrl, MAIL_FROM: 'Pitcrew <service@fleet.example>', ...env }),
      dispatch: {
        async receive(inbound) {
          const seen = received.some(({ id }) => id === inbound.id);
          received.push(inbound);
          return { seen, settled: Promise.resolve({ outcome: 'refused', message: 'It is only noted here.' }) };
        },
      },
      directory: stores.directory,
      bookings: { get: async (id) => bookings.get(id), find: stores.bookings.find },
      ...{ memory: stores.memory, keys: KEYS, texts: undefined, publicUrl: PUBLIC_URL, clock },
      ...{ log: nothingLogged, metrics: nothingMeasured },
    });
  const channel = open();
  const others: (typeof channel)[] = [];
  const reader = people[0] as Member;
  const target = (memberId: string = reader.memberId) => `email:acme/${memberId}`;
  return {
    channel,
    received,
    memory: stores.memory,
    again() {
      const other = open();
      others.push(other);
      return other;
    },
    /** The case stands like this from now on; answers its card as the first of the people reads it. */
    stands(booking: Booking) {
      bookings.set(booking.bookingId, booking);
      return cardFor(booking, reader);
    },
    target,
    post: (booking: Booking, memberId?: string) => {
      bookings.set(booking.bookingId, booking);
      return channel.post(target(memberId), cardFor(booking, reader), { retry: false });
    },
    update: (booking: Booking) => {
      bookings.set(booking.bookingId, booking);
      return channel.update({ fleetId: 'acme', memberId: reader.memberId }, cardFor(booking, reader));
    },
    /** What the route answers to a browser. */
    async visit(
      method: 'GET' | 'POST',
      url: string,
      fields: Readonly<Record<string, string>> = {},
    ): Promise<RawResponse> {
      const route = channel.routes.find((one) => one.method === method);
      if (!route) throw new Error('There is no such route.');
      const token = url.slice(`${PUBLIC_URL}/m/`.length);
      const request: RawRequest = {
        ...{ method, path: `/m/${token}`, query: new URLSearchParams(), headers: {}, params: { token } },
        ...{ body: new TextEncoder().encode(new URLSearchParams(fields).toString()), remoteAddress: '127.0.0.1' },
      };
      return route.handle(request);
    },
    async close() {
      for (const each of [channel, ...others]) await each.close();
      await stores.close();
    },
  };
}
