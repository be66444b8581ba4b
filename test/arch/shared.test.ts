import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge, sharedFolder } from '../support/shared.ts';
import { tempDir } from '../support/temp.ts';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

test('what judges is found in the folder that PITCREW_SHARED names, and noted for the closing lines', () => {
  const shared = tempDir();
  const notes = join(shared, 'notes');
  mkdirSync(join(shared, 'schemas'));
  writeFileSync(join(shared, 'schemas/card.json'), '{}');
  process.env['PITCREW_SHARED'] = shared;
  process.env['PITCREW_JUDGES_FILE'] = notes;

  expect(sharedFolder()).toBe(shared);
  expect(judge('the card schema', 'schemas', 'card.json')).toBe(join(shared, 'schemas/card.json'));
  expect(judge('the mail schema', 'schemas', 'mail.json')).toBeUndefined();
  expect(readFileSync(notes, 'utf8')).toBe(
    '{"name":"the card schema","present":true}\n{"name":"the mail schema","present":false}\n',
  );
});

test('a folder that is named and not there is an error, not a run without judges', () => {
  process.env['PITCREW_SHARED'] = '/no/such/folder';
  expect(() => sharedFolder()).toThrow('PITCREW_SHARED names /no/such/folder, which is not there.');
});
