import type { Actor, Booking } from '../../../src/domain/booking.ts';
import { asMemberId } from '../../../src/domain/ids.ts';
import { useRig, type Rig } from './rig.ts';
import { AT, booking, delivery, entry, first, fleet, FLEET, member, next, provider, vehicle } from './samples.ts';

/** Everything personal or secret that goes in: each is written somewhere below, none may be found in the stored bytes. */
const PERSONAL = {
  vin: '1FTBW2CM5HKMARK01',
  plate: 'PLATE-MARK',
  name: 'Marker Personname',
  slackUser: 'UMARKER001',
  slackTeam: 'TMARKER001',
  teamsUser: '29:marker-teams-user',
  phone: '+13125550199',
  email: 'marker@person.example',
  apiKey: 'marker-api-key-000000',
  secret: 'marker-webhook-secret',
  shopPhone: '+13125550177',
  shopMail: 'marker@shop.example',
  comment: 'Marker comment about the mechanic',
  message: 'Booked for Marker Personname.',
  responseUrl: 'https://hooks.example/marker',
} as const;

/** What every store keeps to: what is personal lies there only encrypted. */
export function describeSecrecy(name: string, make: () => Rig): void {
  describe(`${name}: secrecy`, () => {
    const bench = useRig(make);

    test('nothing personal and no secret is in the stored bytes, while open and after closing', async () => {
      const stores = await bench.open();
      const { directory, bookings, deliveries } = stores;
      const p = PERSONAL;
      await directory.putFleet(
        fleet(FLEET, {
          channels: [{ kind: 'slack', teamId: p.slackTeam, channelId: 'C1' }],
          integrations: { samsara: { secret: p.secret } },
        }),
        p.apiKey,
      );
      const person = {
        name: p.name,
        slackUserId: p.slackUser,
        teamsUserId: p.teamsUser,
        phone: p.phone,
        email: p.email,
      };
      await directory.putMember(member('m1', person));
      await directory.putVehicle(vehicle('van-1', { vin: p.vin, plate: p.plate }));
      await directory.putProvider(provider('p1', { phone: p.shopPhone, email: p.shopMail }));
      const by: Actor = { kind: 'member', id: asMemberId('m1'), channel: 'slack', name: p.name };
      const made: Booking = booking(1, {
        context: { ...booking(1).context, vin: p.vin, plate: p.plate },
        rating: { stars: 5, comment: p.comment, by, at: AT },
        notes: [{ noteId: 'n1', at: AT, text: `${p.email} ${p.slackTeam}` }],
        keys: ['case:north/van-1/battery_12v'],
      });
      await bookings.commit(first(made, { outbox: [entry(made, 0)] }));
      await bookings.commit(next(made, { phase: { state: 'dismissed', by, reason: p.comment } }));
      const actor = { kind: 'slack', teamId: p.slackTeam, userId: p.slackUser } as const;
      const reply = { channel: 'slack', ref: { responseUrl: p.responseUrl } };
      const sent = delivery(1);
      if (sent.body.kind !== 'intent') throw new Error('The sample is an intent.');
      await deliveries.put({ ...sent, body: { ...sent.body, actor, reply } });
      await deliveries.settle(sent.id, { outcome: 'accepted', message: p.message });

      // The search itself works: ids are in the clear, and what went in comes out.
      const open = await bench.rig.storedBytes(bench.rig.place);
      expect(open.includes(made.bookingId)).toBe(true);
      expect(await directory.memberByPlatform(FLEET, { kind: 'slack', userId: p.slackUser })).toMatchObject(person);
      await stores.close();
      const closed = await bench.rig.storedBytes(bench.rig.place);
      for (const bytes of [open, closed]) {
        const text = bytes.toString('latin1').toLowerCase();
        expect(Object.entries(PERSONAL).filter(([, value]) => text.includes(value.toLowerCase()))).toEqual([]);
      }
    });
  });
}
