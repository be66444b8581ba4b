import { createLog } from '../../adapters/observability/index.ts';
import { run } from '../../src/cli/program.ts';
import { readConfig } from '../../src/config.ts';
import type { Booking } from '../../src/domain/booking.ts';
import { createPitcrew } from '../../src/index.ts';
import { moveStore } from '../../src/move.ts';
import { useMongo, type TestMongo } from '../support/mongodb.ts';
import { describeWith } from '../support/services.ts';
import { tempDir } from '../support/temp.ts';
import { DANA, startWorld, type World } from '../support/world.ts';

const clock = { now: () => new Date(), trueNow: () => new Date() };
const quiet = createLog({ level: 'silent' });

/** A booking without how its last steps were told to people, which may go on until the process ends. */
const lasting = ({ phase, workOrder, alerts, offer, context, claims, keys }: Booking) => ({
  ...{ phase, workOrder, alerts, offer, context, claims, keys },
});

describeWith('mongodb', 'pitcrew migrate', () => {
  let mongo: TestMongo;
  beforeAll(async () => {
    mongo = await useMongo();
  }, 60_000);
  afterAll(() => mongo.close());

  async function pitcrew(env: Readonly<Record<string, string>>, ...args: string[]) {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await run(args, {
      env,
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      onSignal: () => undefined,
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  test('a fleet goes on in MongoDB where it stopped in SQLite; again it only compares; what holds other things is left alone', async () => {
    const dataDir = tempDir();
    const database = mongo.newDatabase();
    const world: World = await startWorld({
      dataDir,
      vehicles: ['truck-17', 'truck-18'],
      env: { MONGODB_URI: '' },
    });
    const { env } = world;
    const settings = { ...env, MONGODB_URI: database };
    const [booked, open] = [await world.raise('truck-17'), await world.raise('truck-18')];
    await world.card(booked);
    await world.card(open);
    expect(await world.click(DANA, booked, 'choose-slot:1')).toBe(200);
    const before = lasting(await world.inState(booked, 'scheduled'));
    await world.pitcrew.close();

    // Interrupted once the fleet is there and its bookings are not.
    const config = readConfig(settings);
    if (!config.ok) throw new Error('The settings are right.');
    const cut = moveStore(config.value, { clock, log: quiet }, ({ part }) => {
      if (part === 'bookings') throw new Error('The power went.');
    });
    await expect(cut).rejects.toThrow('The power went.');

    const first = await pitcrew(settings, 'migrate', '--json');
    expect(first).toMatchObject({ code: 0, err: '' });
    const { ok, parts } = JSON.parse(first.out) as { ok: boolean; parts: { part: string; written: number }[] };
    expect(ok).toBe(true);
    expect(parts.find(({ part }) => part === 'bookings')).toMatchObject({
      written: 2,
      from: { count: 2 },
      agrees: true,
    });
    expect(parts.find(({ part }) => part === 'vehicles')).toMatchObject({
      written: 0,
      from: { count: 2 },
      agrees: true,
    });
    const again = await pitcrew(settings, 'migrate');
    expect(again.code).toBe(0);
    expect(again.out).toMatch(/bookings +2 +2 +0 +[0-9a-f]{16} +yes/);
    expect(await pitcrew(settings, 'doctor')).toMatchObject({ code: 0 });

    world.pitcrew = await createPitcrew({ env: settings });
    await world.pitcrew.listen(Number(env['PORT']), '127.0.0.1');
    expect(lasting(await world.booking(booked))).toEqual(before);
    expect(await world.click(DANA, open, 'choose-slot:1')).toBe(200);
    await world.inState(open, 'scheduled');
    await world.close();

    const other = mongo.newDatabase();
    const fresh = await startWorld({ dataDir: tempDir(), env: { MONGODB_URI: other } });
    await fresh.close();
    const refused = await pitcrew({ ...settings, MONGODB_URI: other }, 'migrate');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.err).toContain('holds data that no move brought there');
  }, 60_000);

  test('doctor names what is wrong and repeats no secret', async () => {
    const uri = 'mongodb://user:Hunter2@127.0.0.1:9/pitcrew';
    const answer = await pitcrew({ PITCREW_DATA: tempDir(), MONGODB_URI: uri, LOG_LEVEL: 'silent' }, 'doctor');
    expect(answer.code).toBe(1);
    expect(answer.out).toContain('FAIL store: MONGODB_URI names a MongoDB server that does not answer');
    expect(answer.out + answer.err).not.toContain('Hunter2');
    const empty = { PITCREW_DATA: tempDir(), MONGODB_URI: mongo.newDatabase(), LOG_LEVEL: 'silent' };
    const json = await pitcrew(empty, 'doctor', '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([{ check: 'indexes', what: expect.stringContaining('bookings.held') }]),
    });
    expect((await pitcrew({ PORT: 'x' }, 'doctor')).out).toContain('FAIL config: PORT must be a whole number');
    expect(await pitcrew({ PITCREW_DATA: tempDir(), LOG_LEVEL: 'silent' }, 'doctor')).toMatchObject({
      code: 0,
      out: 'Nothing is wrong.',
    });
  }, 60_000);
});
