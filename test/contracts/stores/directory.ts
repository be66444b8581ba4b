import { createKeys, newRingKey } from '../../../adapters/shared/keys.ts';
import type { Page } from '../../../src/app/ports/index.ts';
import { asFleetId, asMemberId, asProviderId, asVehicleId } from '../../../src/domain/ids.ts';
import { useRig, type Rig } from './rig.ts';
import { fleet, FLEET, member, OTHER_FLEET, provider, vehicle } from './samples.ts';

/** What every `Directory` keeps to. */
export function describeDirectory(name: string, make: () => Rig): void {
  describe(`${name}: the directory`, () => {
    const bench = useRig(make);

    test('keeps a fleet, and its api key from the first writing on', async () => {
      const { directory } = await bench.open();
      expect(await directory.putFleet(fleet(), 'key-1')).toBe('created');
      const renamed = fleet(FLEET, { name: 'North & Sons' });
      expect(await directory.putFleet(renamed, 'key-2')).toBe('replaced');
      expect(await directory.fleet(FLEET)).toEqual(renamed);
      expect(await directory.fleetApiKey(FLEET)).toBe('key-1');
      expect(await directory.fleetByApiKey('key-1')).toBe(FLEET);
      expect(await directory.fleetByApiKey('key-2')).toBeUndefined();
      expect(await directory.fleet(OTHER_FLEET)).toBeUndefined();
      expect(await directory.fleetApiKey(OTHER_FLEET)).toBeUndefined();
    });

    test('finds the fleets that post into a Slack team, as their channels stand now', async () => {
      const { directory } = await bench.open();
      const slack = (teamId: string, channelId: string) => ({ kind: 'slack' as const, teamId, channelId });
      await directory.putFleet(
        fleet(FLEET, { channels: [slack('T1', 'C1'), slack('T1', 'C2'), { kind: 'inapp' }] }),
        'a',
      );
      await directory.putFleet(fleet(OTHER_FLEET, { channels: [slack('T1', 'C3'), slack('T2', 'C4')] }), 'b');
      expect(await directory.fleetsOfSlackTeam('T1')).toEqual([FLEET, OTHER_FLEET]);
      await directory.putFleet(fleet(FLEET), 'a');
      expect(await directory.fleetsOfSlackTeam('T1')).toEqual([OTHER_FLEET]);
      expect(await directory.fleetsOfSlackTeam('T2')).toEqual([OTHER_FLEET]);
      expect(await directory.fleetsOfSlackTeam('T3')).toEqual([]);
    });

    test('finds a member by Slack user, Teams user and phone, in his own fleet alone', async () => {
      const { directory } = await bench.open();
      const dana = member('dana', { slackUserId: 'U1', teamsUserId: '29:1', phone: '+13125550100' });
      expect(await directory.putMember(dana)).toBe('created');
      expect(await directory.member(FLEET, asMemberId('dana'))).toEqual(dana);
      const users = [
        { kind: 'slack', userId: 'U1' },
        { kind: 'teams', userId: '29:1' },
        { kind: 'phone', e164: '+13125550100' },
      ] as const;
      for (const user of users) {
        expect(await directory.memberByPlatform(FLEET, user)).toEqual(dana);
        expect(await directory.memberByPlatform(OTHER_FLEET, user)).toBeUndefined();
      }
      // The same text as another kind of identity is nobody.
      expect(await directory.memberByPlatform(FLEET, { kind: 'teams', userId: 'U1' })).toBeUndefined();

      const moved = member('dana', { slackUserId: 'U2' });
      expect(await directory.putMember(moved)).toBe('replaced');
      expect(await directory.memberByPlatform(FLEET, { kind: 'slack', userId: 'U2' })).toEqual(moved);
      for (const user of users) expect(await directory.memberByPlatform(FLEET, user)).toBeUndefined();
      expect(await directory.deleteMember(FLEET, asMemberId('dana'))).toBe(true);
      expect(await directory.deleteMember(FLEET, asMemberId('dana'))).toBe(false);
      expect(await directory.memberByPlatform(FLEET, { kind: 'slack', userId: 'U2' })).toBeUndefined();
    });

    test('finds everyone with a phone, in whatever fleet, as the directory stands now', async () => {
      const { directory } = await bench.open();
      const phone = '+13125550100';
      await directory.putFleet(fleet(OTHER_FLEET), 'b');
      await directory.putFleet(fleet(FLEET), 'a');
      expect(await directory.membersByPhone(phone)).toEqual([]);
      const [dana, ops] = [member('dana', { phone }), member('ops', { fleetId: OTHER_FLEET, phone })];
      await directory.putMember(ops);
      await directory.putMember(dana);
      await directory.putMember(member('lee', { phone: '+13125550101', slackUserId: phone }));
      expect(await directory.membersByPhone(phone)).toEqual([dana, ops]);
      await directory.putMember(member('dana', { phone: '+13125550102' }));
      expect(await directory.membersByPhone(phone)).toEqual([ops]);
      await directory.deleteFleet(OTHER_FLEET);
      expect(await directory.membersByPhone(phone)).toEqual([]);
    });

    test('finds a vehicle by its VIN in whatever case it is written', async () => {
      const { directory } = await bench.open();
      const van = vehicle('van-1', { vin: '1FTBW2CM5HKA00001', plate: 'AB 123' });
      expect(await directory.putVehicle(van)).toBe('created');
      expect(await directory.vehicleByVin(FLEET, '1ftbw2cm5hka00001')).toEqual(van);
      expect(await directory.vehicleByVin(OTHER_FLEET, '1FTBW2CM5HKA00001')).toBeUndefined();
      expect(await directory.putVehicle({ ...van, vin: '1FTBW2CM5HKA00002' })).toBe('replaced');
      expect(await directory.vehicleByVin(FLEET, '1FTBW2CM5HKA00001')).toBeUndefined();
      expect(await directory.deleteVehicle(FLEET, van.vehicleId)).toBe(true);
      expect(await directory.vehicleByVin(FLEET, '1FTBW2CM5HKA00002')).toBeUndefined();
      expect(await directory.vehicle(FLEET, van.vehicleId)).toBeUndefined();
    });

    test('deletes a fleet with its members, vehicles and all ways to find them', async () => {
      const { directory } = await bench.open();
      for (const id of [FLEET, OTHER_FLEET]) {
        await directory.putFleet(fleet(id), `key-${id}`);
        await directory.putMember(member('dana', { fleetId: id, slackUserId: 'U1' }));
        await directory.putVehicle(vehicle('van-1', { fleetId: id }));
      }
      expect(await directory.deleteFleet(FLEET)).toBe(true);
      expect(await directory.deleteFleet(FLEET)).toBe(false);
      expect(await directory.fleetByApiKey(`key-${FLEET}`)).toBeUndefined();
      expect((await directory.members(FLEET, undefined, 10)).items).toEqual([]);
      expect(await directory.vehicle(FLEET, asVehicleId('van-1'))).toBeUndefined();
      // A fleet of that name that comes later finds nothing of the old one.
      await directory.putFleet(fleet(FLEET), 'key-new');
      expect(await directory.memberByPlatform(FLEET, { kind: 'slack', userId: 'U1' })).toBeUndefined();
      expect(await directory.vehicleByVin(FLEET, '1FTBW2CM5HKA00001')).toBeUndefined();
      expect(await directory.memberByPlatform(OTHER_FLEET, { kind: 'slack', userId: 'U1' })).toBeDefined();
      expect(await directory.vehicleByVin(OTHER_FLEET, '1FTBW2CM5HKA00001')).toBeDefined();
    });

    test('lists by id, page by page', async () => {
      const { directory } = await bench.open();
      for (const n of [5, 3, 1, 4, 2]) {
        await directory.putFleet(fleet(asFleetId(`f${n}`)), `key-${n}`);
        await directory.putMember(member(`m${n}`));
        await directory.putVehicle(vehicle(`v${n}`));
        await directory.putProvider(provider(`p${n}`));
      }
      await directory.putMember(member('m9', { fleetId: OTHER_FLEET }));
      async function pages<T>(page: (cursor: string | undefined) => Promise<Page<T>>, id: (item: T) => string) {
        const found: string[][] = [];
        for (let cursor: string | undefined; found.length < 9;) {
          const { items, cursor: following } = await page(cursor);
          found.push(items.map(id));
          if (following === null) break;
          cursor = following;
        }
        return found.map((ids) => ids.map((text) => Number(text.slice(1))));
      }
      const expected = [[1, 2], [3, 4], [5]];
      expect(
        await pages(
          (at) => directory.fleets(at, 2),
          (one) => one.fleetId,
        ),
      ).toEqual(expected);
      expect(
        await pages(
          (at) => directory.members(FLEET, at, 2),
          (one) => one.memberId,
        ),
      ).toEqual(expected);
      expect(
        await pages(
          (at) => directory.vehicles(FLEET, at, 2),
          (one) => one.vehicleId,
        ),
      ).toEqual(expected);
      expect(
        await pages(
          (at) => directory.providers(at, 2),
          (one) => one.providerId,
        ),
      ).toEqual(expected);
      expect((await directory.fleets(undefined, 5)).cursor).toBeNull();
    });

    test('refuses a second provider with a network reference that is taken', async () => {
      const { directory } = await bench.open();
      const shop = provider('p1', { networkRef: 'F-1' });
      expect(await directory.putProvider(shop)).toEqual({ ok: true, value: 'created' });
      expect(await directory.putProvider({ ...shop, name: 'New name' })).toEqual({ ok: true, value: 'replaced' });
      expect(await directory.putProvider(provider('p2', { networkRef: 'F-1' }))).toEqual({
        ok: false,
        error: { code: 'duplicate-ref', providerId: 'p1' },
      });
      expect(await directory.putProvider(provider('p2', { network: 'pepboys', networkRef: 'F-1' }))).toMatchObject({
        ok: true,
      });
      expect(await directory.providerByRef('firestone', 'F-1')).toMatchObject({ providerId: 'p1', name: 'New name' });
      await directory.putProvider({ ...shop, networkRef: 'F-2' });
      expect(await directory.providerByRef('firestone', 'F-1')).toBeUndefined();
      await expect(directory.putProviders([provider('p3'), provider('p4', { networkRef: 'F-2' })])).rejects.toThrow(
        'Provider p4 has the network and reference of p1 (firestone, F-2).',
      );
      expect(await directory.provider(asProviderId('p3'))).toBeUndefined();
    });

    test('answers all providers and a version that rises with each change, also by another instance', async () => {
      const [here, there] = [await bench.open(), await bench.open()];
      const versions = [await here.directory.providersVersion()];
      const many = Array.from({ length: 1201 }, (_, n) => provider(`p${String(n).padStart(4, '0')}`));
      await here.directory.putProviders(many);
      versions.push(await here.directory.providersVersion());
      expect(await there.directory.allProviders()).toEqual(many);
      await there.directory.putProvider(provider('p0000', { phone: '+13125550100' }));
      versions.push(await here.directory.providersVersion());
      await there.directory.deleteProvider(asProviderId('p0001'));
      versions.push(await here.directory.providersVersion());
      expect(versions.every((version, n) => n === 0 || version > versions[n - 1]!)).toBe(true);
      await here.directory.putFleet(fleet(), 'key');
      expect(await here.directory.providersVersion()).toBe(versions.at(-1));
      expect(await here.directory.allProviders()).toHaveLength(1200);
    });

    test('sees at once what another instance changed, though it has read it before', async () => {
      const [here, there] = [await bench.open(), await bench.open()];
      const slack = { kind: 'slack', userId: 'U1' } as const;
      expect(await here.directory.memberByPlatform(FLEET, slack)).toBeUndefined();
      await there.directory.putMember(member('dana', { slackUserId: 'U1' }));
      expect(await here.directory.memberByPlatform(FLEET, slack)).toMatchObject({ memberId: 'dana' });
      await there.directory.putMember(member('dana', { slackUserId: 'U1', roles: ['viewer'] }));
      expect(await here.directory.memberByPlatform(FLEET, slack)).toMatchObject({ roles: ['viewer'] });
      await there.directory.deleteMember(FLEET, asMemberId('dana'));
      expect(await here.directory.memberByPlatform(FLEET, slack)).toBeUndefined();
      expect(await here.directory.member(FLEET, asMemberId('dana'))).toBeUndefined();
    });

    test('finds and reads under a new key what was written under the old one', async () => {
      const [old, fresh] = [newRingKey('old'), newRingKey('new')];
      const before = await bench.open({ keys: createKeys(old) });
      await before.directory.putFleet(fleet(), 'key-1');
      await before.directory.putMember(member('dana', { slackUserId: 'U1' }));
      await before.directory.putVehicle(vehicle('van-1'));
      const after = await bench.open({ keys: createKeys(`${fresh},${old}`) });
      await after.directory.putMember(member('lee', { slackUserId: 'U2' }));
      const slack = (userId: string) => ({ kind: 'slack', userId }) as const;
      expect(await after.directory.fleetByApiKey('key-1')).toBe(FLEET);
      expect(await after.directory.fleetApiKey(FLEET)).toBe('key-1');
      expect(await after.directory.vehicleByVin(FLEET, '1FTBW2CM5HKA00001')).toEqual(vehicle('van-1'));
      expect(await after.directory.memberByPlatform(FLEET, slack('U1'))).toMatchObject({ memberId: 'dana' });
      // Written again, a member needs the old key no more.
      await after.directory.putMember(member('dana', { slackUserId: 'U1' }));
      const later = await bench.open({ keys: createKeys(fresh) });
      expect(await later.directory.memberByPlatform(FLEET, slack('U1'))).toMatchObject({ memberId: 'dana' });
      expect(await later.directory.memberByPlatform(FLEET, slack('U2'))).toMatchObject({ memberId: 'lee' });
      await expect(later.directory.vehicle(FLEET, asVehicleId('van-1'))).rejects.toThrow('that the ring does not have');
    });
  });
}
