import type { Member } from '../../src/domain/directory.ts';
import { DEFAULT_POLICY } from '../../src/domain/directory.ts';
import { asMemberId, asVehicleId } from '../../src/domain/ids.ts';
import { workOrderFor } from '../../src/app/usecases/work-order.ts';
import { ACME, createTown, openOffice, shop, type Office } from '../support/office.ts';

let office: Office;
afterEach(() => office.close());

async function open(policy: Partial<typeof DEFAULT_POLICY> = {}): Promise<Office> {
  office = await openOffice(createTown());
  await office.furnish([shop(1), shop(2), shop(3)]);
  const { directory } = office.stores;
  const fleet = await directory.fleet(ACME);
  if (fleet) await directory.putFleet({ ...fleet, policy: { ...DEFAULT_POLICY, ...policy } }, 'key');
  return office;
}

async function phone(memberId: string, number: string): Promise<void> {
  const { directory } = office.stores;
  const member = await directory.member(ACME, asMemberId(memberId));
  if (member) await directory.putMember({ ...member, phone: number });
}

async function orderBy(chooser: Pick<Member, 'name' | 'phone'>) {
  const booking = await office.offer();
  return workOrderFor(office.app.core, booking, booking.offer.slots[0], chooser);
}

const DANA = { name: 'Dana', phone: undefined };
const ROTA = [{ days: 'Mo-Fr', from: '07:00', to: '17:00', memberId: asMemberId('rosa') }];

describe('whom the shop may call', () => {
  test('the chooser on his own phone', async () => {
    await open({ rota: ROTA, servicePhone: '+13125550199' });
    expect((await orderBy({ ...DANA, phone: '+13125550151' })).contact).toEqual({
      name: 'Dana',
      phone: '+13125550151',
    });
  });

  test('else on the phone of the first manager of the rota who has one, else on the service phone', async () => {
    await open({ rota: ROTA, servicePhone: '+13125550199' });
    await office.hire('rosa', 'manager');
    await phone('dana', '+13125550152');
    expect((await orderBy(DANA)).contact.phone).toBe('+13125550199');
    await phone('rosa', '+13125550153');
    expect((await orderBy(DANA)).contact.phone).toBe('+13125550153');
  });

  test('else on that of another manager, then of an approver; a viewer is not called', async () => {
    await open();
    await phone('sam', '+13125550154');
    expect((await orderBy(DANA)).contact.phone).toBeUndefined();
    await phone('omar', '+13125550155');
    expect((await orderBy(DANA)).contact.phone).toBe('+13125550155');
    await phone('dana', '+13125550156');
    expect((await orderBy(DANA)).contact.phone).toBe('+13125550156');
  });
});

test('the maker is to pay where the vehicle’s warranty covers the system at the time of the appointment', async () => {
  await open();
  const { directory } = office.stores;
  const vehicle = await directory.vehicle(ACME, asVehicleId('truck-17'));
  const today = office.clock.now().toISOString().slice(0, 10);
  const warranty = [{ component: 'battery_12v', months: 24, km: 50_000 }];
  if (vehicle) await directory.putVehicle({ ...vehicle, inServiceDate: today, warranty });
  const booking = await office.offer({ odometerKm: 49_000 });
  const order = () => workOrderFor(office.app.core, booking, booking.offer.slots[0], DANA);
  expect((await order()).underWarranty).toBe(true);
  // The newest reading counts, whoever made it.
  if (vehicle) await directory.putVehicle({ ...vehicle, inServiceDate: today, warranty, odometerKm: 50_001 });
  expect((await order()).underWarranty).toBeUndefined();
});
