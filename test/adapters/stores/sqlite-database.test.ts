import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { migrate, openDatabase, type SqlHandle } from '../../../adapters/stores/sqlite/index.ts';
import { tempDir } from '../../support/temp.ts';

const opened: SqlHandle[] = [];
afterEach(async () => {
  for (const handle of opened.splice(0)) await handle.close();
});

function open(file: string): SqlHandle {
  const handle = openDatabase({ file });
  opened.push(handle);
  return handle;
}

async function openNotes(): Promise<SqlHandle> {
  const handle = open(join(tempDir(), 'a.db'));
  await handle.write((db) => db.exec('CREATE TABLE notes (text TEXT UNIQUE)'));
  return handle;
}

const add = (handle: SqlHandle, text: string) =>
  handle.write((db) => db.prepare('INSERT INTO notes (text) VALUES (?)').run(text).changes);
const notes = (handle: SqlHandle) =>
  handle.read((db) =>
    db
      .prepare<{ text: string }>('SELECT text FROM notes ORDER BY rowid')
      .all()
      .map((row) => row.text),
  );

describe('The SQLite file', () => {
  test('is synced at every commit, also when it is opened again, and is its owner’s alone', async () => {
    const file = join(tempDir(), 'deep', 'a.db');
    for (let time = 0; time < 2; time += 1) {
      const handle = open(file);
      const pragma = (name: string) => Object.values(handle.prepare(`PRAGMA ${name}`).get() ?? {})[0];
      expect(pragma('journal_mode')).toBe('wal');
      // 2 is FULL.
      expect(pragma('synchronous')).toBe(2);
      expect(pragma('busy_timeout')).toBeGreaterThanOrEqual(5000);
      expect(pragma('foreign_keys')).toBe(1);
      await handle.write((db) => db.exec('CREATE TABLE IF NOT EXISTS t (x)'));
      for (const name of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(name).mode & 0o777).toBe(0o600);
      await handle.close();
    }
  });

  // Where the kernel lists its locks, we can see ours; elsewhere the same code runs.
  (existsSync('/proc/locks') ? test : test.skip)(
    'stays locked when another handle of the process comes and goes',
    async () => {
      const handle = await openNotes();
      const ours = () => {
        const { ino } = statSync(handle.file);
        const lines = readFileSync('/proc/locks', 'utf8').split('\n');
        return lines.filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${ino} `)).length;
      };
      expect(ours()).toBe(1);
      await open(handle.file).close();
      expect(ours()).toBe(1);
    },
  );

  test('finishes what was asked for before it closes, and refuses what comes later', async () => {
    const handle = await openNotes();
    const last = add(handle, 'last');
    await handle.close();
    expect(await last).toBe(1);
    await expect(add(handle, 'late')).rejects.toThrow('is closed');
    expect(() => notes(handle)).toThrow('is closed');
    await handle.close();
    expect(notes(open(handle.file))).toEqual(['last']);
  });
});

describe('A group of writes', () => {
  test('shares one transaction when asked for in one turn, in the order of asking', async () => {
    const handle = await openNotes();
    const before = commitsOf(handle);
    const later = async (awaits: number, text: string): Promise<void> => {
      for (let n = 0; n < awaits; n += 1) await Promise.resolve();
      await add(handle, text);
    };
    await Promise.all([later(0, 'a'), later(5, 'b'), later(20, 'c')]);
    expect(commitsOf(handle) - before).toBe(1);
    await add(handle, 'd');
    expect(commitsOf(handle) - before).toBe(2);
    expect(notes(handle)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('undoes the write that throws and keeps the others', async () => {
    const handle = await openNotes();
    const answers = await Promise.allSettled([
      add(handle, 'a'),
      handle.write((db) => {
        db.prepare('INSERT INTO notes (text) VALUES (?)').run('half');
        throw new Error('second thoughts');
      }),
      add(handle, 'a'),
      add(handle, 'b'),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(answers[1]).toMatchObject({ reason: { message: 'second thoughts' } });
    expect(notes(handle)).toEqual(['a', 'b']);
  });

  test('of one that throws leaves nothing behind and the file usable', async () => {
    const handle = await openNotes();
    const broken = handle.write((db) => {
      db.prepare('INSERT INTO notes (text) VALUES (?)').run('half');
      throw new Error('second thoughts');
    });
    await expect(broken).rejects.toThrow('second thoughts');
    expect(await add(handle, 'a')).toBe(1);
    expect(notes(handle)).toEqual(['a']);
  });

  test('refuses work that waits for something, since what it does later would be outside', async () => {
    const handle = await openNotes();
    await expect(handle.write(async () => undefined)).rejects.toThrow('must be synchronous');
  });

  test('fails whole when the disk is full, tells each of them, and goes on when there is space', async () => {
    const handle = await openNotes();
    await add(handle, 'first');
    const pages = handle.prepare<{ page_count: number }>('PRAGMA page_count').get()!.page_count;
    handle.prepare(`PRAGMA max_page_count = ${pages}`).get();
    const big = 'x'.repeat(100_000);
    const answers = await Promise.allSettled([add(handle, 'a'), add(handle, big), add(handle, 'b')]);
    const stored = notes(handle);
    const accepted = ['a', big, 'b'].filter((_, n) => answers[n]?.status === 'fulfilled');
    expect(answers[1]).toMatchObject({ status: 'rejected', reason: { message: 'database or disk is full' } });
    expect(stored).toEqual(['first', ...accepted]);
    handle.prepare('PRAGMA max_page_count = 100000').get();
    expect(await add(handle, 'c')).toBe(1);
  });

  test('resolves only when another handle can read it', async () => {
    const handle = await openNotes();
    const reader = open(handle.file);
    const writing = add(handle, 'a');
    expect(notes(reader)).toEqual([]);
    await writing;
    expect(notes(reader)).toEqual(['a']);
  });

  /** The number of commits in the write-ahead log: a header, then one frame for each page of a commit. */
  function commitsOf(handle: SqlHandle): number {
    const frames = (statSync(`${handle.file}-wal`).size - 32) / (4096 + 24);
    // Each commit of this small table writes two pages once: the table's and its unique index'.
    return frames / 2;
  }
});

describe('Migrations', () => {
  test('run each step once, in order, also when several handles start at once', async () => {
    const file = join(tempDir(), 'a.db');
    const steps = ['CREATE TABLE t (x)', 'INSERT INTO t VALUES (1)'];
    await Promise.all([open(file), open(file), open(file)].map((handle) => migrate(handle, 'part', steps)));
    const handle = open(file);
    await migrate(handle, 'part', [...steps, 'INSERT INTO t VALUES (2)']);
    await migrate(handle, 'other', ['CREATE TABLE u (x)']);
    expect(
      handle
        .prepare<{ x: number }>('SELECT x FROM t')
        .all()
        .map((row) => row.x),
    ).toEqual([1, 2]);
    await expect(migrate(handle, 'part', steps)).rejects.toThrow(
      `${file} was made by a newer Pitcrew: its part tables have version 3, and this one knows 2.`,
    );
  });

  test('leave nothing of a run that failed', async () => {
    const handle = open(join(tempDir(), 'a.db'));
    await expect(migrate(handle, 'part', ['CREATE TABLE t (x)', 'NONSENSE'])).rejects.toThrow('syntax error');
    await migrate(handle, 'part', ['CREATE TABLE t (x)']);
    expect(handle.prepare('SELECT * FROM t').all()).toEqual([]);
  });
});
