import { describeWith } from '../../support/services.ts';
import { useMongo, type TestMongo } from '../../support/mongodb.ts';
import { open, storedBytes } from './mongo-rig.ts';
import type { Rig } from './rig.ts';
import { describeStores } from './stores.ts';

describeWith('mongodb', 'the stores on a MongoDB server', () => {
  let mongo: TestMongo;
  beforeAll(async () => {
    mongo = await useMongo();
  }, 60_000);
  afterAll(() => mongo.close());

  const make = (): Rig => ({
    place: mongo.newDatabase(),
    open,
    module: new URL('mongo-rig.ts', import.meta.url).href,
    storedBytes,
  });

  describeStores('MongoDB', make);
});
