/** The floor: a bare node:http handler that checks the HMAC, parses, and makes one durable commit of the same bytes. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { isSigned } from './signing.mjs';

const db = new DatabaseSync(join(process.env.BENCH_FOLDER, 'floor.db'));
db.exec(
  'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE click (id TEXT PRIMARY KEY, body TEXT NOT NULL)',
);
const insert = db.prepare('INSERT INTO click (id, body) VALUES (?, ?)');

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString('utf8');
    if (!isSigned(request.headers, body)) return response.writeHead(401).end();
    const payload = JSON.parse(new URLSearchParams(body).get('payload'));
    insert.run(payload.trigger_id, body);
    response.writeHead(200).end();
  });
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => process.send({ ready: true, port: server.address().port }));
// The connection closes when nothing refers to it any more.
process.once('disconnect', () => {
  db.close();
  process.exit(0);
});
