import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPitcrew } from '../../../src/index.ts';
import type { Pitcrew } from '../../../src/index.ts';
import { DEFAULT_POLICY } from '../../../src/domain/directory.ts';
import { asBookingId, asFleetId, asVehicleId } from '../../../src/domain/ids.ts';
import { tempDir } from '../../support/temp.ts';

const key = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;
const OLD = key('k1');
const NEW = key('k2');

let dataDir: string;
const open: Pitcrew[] = [];
beforeEach(() => {
  dataDir = tempDir();
});
afterEach(async () => {
  for (const pitcrew of open.splice(0)) await pitcrew.close();
});

async function start(ring: string | undefined): Promise<Pitcrew> {
  const pitcrew = await createPitcrew({
    env: { LOG_LEVEL: 'silent', PITCREW_DATA: dataDir, ...(ring === undefined ? {} : { PITCREW_KEYS: ring }) },
  });
  open.push(pitcrew);
  return pitcrew;
}

const fleetId = asFleetId('acme');
/** Puts a fleet with a vehicle and a case there; answers the case's id. */
async function fill({ parts, raiseAlert }: Pitcrew): Promise<string> {
  const { directory } = parts.store;
  const names = { fleetId, name: 'Acme Delivery', timeZone: 'America/Chicago', locale: 'en-US' };
  await directory.putFleet({ ...names, policy: DEFAULT_POLICY, integrations: {}, channels: [] }, 'the-api-key');
  await directory.putVehicle({ fleetId, vehicleId: asVehicleId('v1'), vin: '1FTFW1E5XNFA00000', class: 'light' });
  const alert = { alertId: 'a1', vehicleId: 'v1', system: 'brakes' as const, severity: 'warning' as const };
  const raised = await raiseAlert({ fleetId: 'acme', ...alert, observedAt: new Date().toISOString() });
  return raised.bookingId;
}

async function reads({ parts }: Pitcrew, bookingId: string): Promise<void> {
  expect((await parts.store.directory.fleet(fleetId))?.name).toBe('Acme Delivery');
  expect(await parts.store.directory.fleetByApiKey('the-api-key')).toBe('acme');
  expect((await parts.store.bookings.get(asBookingId(bookingId)))?.context.vin).toBe('1FTFW1E5XNFA00000');
}

test.each([
  ['another key of the same id', key('k1')],
  ['a key of another id', key('k9')],
  ['a new key without the old one', NEW],
  ['keys of its own making', undefined],
])('a second instance with %s is refused in words; the first one and its data are unharmed', async (_what, ring) => {
  const first = await start(OLD);
  const bookingId = await fill(first);
  const error = await start(ring).then(
    () => 'It started.',
    (reason: Error) => reason.message,
  );
  expect(error).toMatch(/PITCREW_KEYS/);
  expect(error).toContain('"k1"');
  for (const secret of [OLD, ring ?? OLD]) expect(error).not.toContain(secret.split(':')[1]);

  await reads(first, bookingId);
  await first.close();
  await reads(await start(OLD), bookingId);
});

test('two instances with keys of their own that begin an empty folder at once: one wins, the other is told', async () => {
  const ended = await Promise.allSettled([start(key('k1')), start(key('k1'))]);
  expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a new key goes in front of the old one, which has to stay while anything may be sealed with it', async () => {
  const bookingId = await fill(await start(OLD));
  const both = await start(`${NEW},${OLD}`);
  await reads(both, bookingId);
  await expect(start(NEW)).rejects.toThrow(/"k1"/);
  // Nor does it go back: what is written from now on opens with the new key alone.
  await expect(start(OLD)).rejects.toThrow(/"k2"/);
  await reads(await start(`${OLD},${NEW}`), bookingId);
});

test('a folder keeps the keys it made for itself', async () => {
  const bookingId = await fill(await start(undefined));
  const made = readFileSync(join(dataDir, 'keys'), 'utf8').trim();
  await reads(await start(undefined), bookingId);
  await reads(await start(made), bookingId);
});
