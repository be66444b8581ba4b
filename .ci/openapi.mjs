/**
 * Prints the OpenAPI document as `GET /openapi.json` answers it, from a Pitcrew of its own in a folder that is gone
 * afterwards.
 *
 *     npm run -s openapi > docs/openapi.json
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPitcrew } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'pitcrew-openapi-'));
try {
  const pitcrew = await createPitcrew({ env: { PITCREW_DATA: folder, LOG_LEVEL: 'error' }, role: 'web' });
  try {
    const port = await pitcrew.listen(0, '127.0.0.1');
    const answer = await fetch(`http://127.0.0.1:${port}/openapi.json`);
    process.stdout.write(`${JSON.stringify(await answer.json(), null, 2)}\n`);
  } finally {
    await pitcrew.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
