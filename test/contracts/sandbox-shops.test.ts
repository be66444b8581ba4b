import { readFileSync } from 'node:fs';
import { judge } from '../support/shared.ts';
import { loadShopsCsv, parseOpeningHours, shopsFromNormalizedCsv } from '../../adapters/shared/sandbox/index.ts';

describe('shops from a providers CSV', () => {
  const header =
    'name,network,networkRef,lat,lon,timeZone,phone,email,line1,city,state,postalCode,services,certifications,maxGvwrLb,openingHours,bays';

  test('have all columns, lists split by semicolons', () => {
    const row =
      'Firestone Loop,firestone,023845,41.86,-87.63,America/Chicago,+13126621553,,1558 S Wabash Ave,Chicago,IL,60605,BATTERY_12V; OIL,ASE;HV,14000,Mo-Sa 08:00-18:00,2';
    expect(loadShopsCsv(`${header}\n${row}\n`)).toEqual([
      {
        networkRef: '023845',
        network: 'firestone',
        name: 'Firestone Loop',
        lat: 41.86,
        lon: -87.63,
        timeZone: 'America/Chicago',
        phone: '+13126621553',
        address: { line1: '1558 S Wabash Ave', city: 'Chicago', state: 'IL', postalCode: '60605' },
        services: ['BATTERY_12V', 'OIL'],
        certifications: ['ASE', 'HV'],
        maxGvwrLb: 14000,
        openingHours: 'Mo-Sa 08:00-18:00',
        bays: 2,
      },
    ]);
  });

  test('take the zone from the point, and leave out other networks', () => {
    const csv =
      'name,network,networkRef,lat,lon\nA,firestone,1,33.45,-112.07\nB,pepboys,2,40.71,-74.01\nC,,3,40.71,-74.01\n';
    const zones = loadShopsCsv(csv, { network: 'firestone' }).map(({ networkRef, timeZone }) => [networkRef, timeZone]);
    expect(zones).toEqual([
      ['1', 'America/Phoenix'],
      ['3', 'America/New_York'],
    ]);
  });

  test('every mistake is named with its row and column', () => {
    const csv = 'name,networkRef,lat,lon,openingHours\nA,1,x,-87.63,\n,2,41.8,-87.6,weekdays\nC,2,41.8,,\n';
    expect(() => loadShopsCsv(csv)).toThrow(
      "The shops file has mistakes: row 2: lat must be a number from -90 to 90, not 'x'; row 3: name is missing; " +
        "row 3: The opening hours 'weekdays' are not understood at 'weekdays'; " +
        "row 4: lon must be a number from -180 to 180, not ''; row 4: networkRef 2 is there twice.",
    );
  });

  test('a file of real shops gives those of the brand that have a point', () => {
    const csv = [
      'shop_id,source,brand,name,store_number,address,city,state,postcode,phone,lat,lon,geo_precision,opening_hours',
      'b-1,b,Firestone Complete Auto Care,Firestone Complete Auto Care,345100,1558 S WABASH AVE,CHICAGO,IL,60605-2809,3126621553,41.860591,-87.625663,point,',
      'b-2,b,Firestone Complete Auto Care,Firestone Complete Auto Care,345101,,,,,,41.8,-87.6,zip_centroid,',
      'm-1,m,Monro,Monro,609,,,,,,39.8,-86.1,point,',
    ].join('\n');
    const shops = shopsFromNormalizedCsv(csv, { brand: 'Firestone' });
    expect(shops.map(({ networkRef, timeZone, phone }) => [networkRef, timeZone, phone])).toEqual([
      ['345100', 'America/Chicago', '+13126621553'],
    ]);
  });
});

const real = judge('the real shops', 'data', 'shops_us_normalized.csv');
(real ? test : test.skip)('all real Firestone points are read, and all real opening hours are understood', () => {
  const text = readFileSync(real ?? '', 'utf8');
  const shops = shopsFromNormalizedCsv(text, { brand: 'Firestone' });
  expect([shops.length, new Set(shops.map(({ networkRef }) => networkRef)).size]).toEqual([1613, 1613]);
  const hours = new Set(text.split(',').filter((cell) => /^(Mo|Tu|Th|Fr|Sa|Su)\b.*(\d\d:\d\d|off)$/.test(cell)));
  expect(hours.size).toBeGreaterThan(100);
  for (const one of hours) expect(parseOpeningHours(one)).toHaveLength(7);
});

describe('opening hours', () => {
  const EIGHT_TO_SIX = [[480, 1080]];
  test.each([
    ['Mo-Fr 08:00-18:00', [1, 1, 1, 1, 1, 0, 0]],
    ['Mo-Fr 08:00-18:00; We off', [1, 1, 0, 1, 1, 0, 0]],
    ['Sa-Mo 08:00-18:00; PH off', [1, 0, 0, 0, 0, 1, 1]],
    ['Tu,Th,Su 08:00-18:00', [0, 1, 0, 1, 0, 0, 1]],
    ['08:00-18:00', [1, 1, 1, 1, 1, 1, 1]],
    ['Mo-Su off', [0, 0, 0, 0, 0, 0, 0]],
  ])('%s', (text, open) => {
    expect(parseOpeningHours(text)).toEqual(open.map((day) => (day ? EIGHT_TO_SIX : [])));
  });

  test('several times a day, all day long, and past midnight', () => {
    expect(parseOpeningHours('Mo 08:00-12:00,13:00-17:30')[0]).toEqual([
      [480, 720],
      [780, 1050],
    ]);
    expect(parseOpeningHours('24/7')[6]).toEqual([[0, 1440]]);
    expect(parseOpeningHours('Fr 22:00-02:00')[4]).toEqual([[1320, 1440]]);
  });

  test.each(['weekdays', 'Mo-Fr', 'Mo-Xx 08:00-18:00', 'Mo 8-18', 'Mo 25:00-26:00'])('%s is not understood', (text) => {
    expect(() => parseOpeningHours(text)).toThrow(/are not understood at/);
  });
});
