import type { Role } from './compose.ts';
import type { Env } from './config.ts';
import { describeProblems, readConfig } from './config.ts';
import { createPitcrew } from './index.ts';

export interface RunningProcess {
  readonly port: number;
  /** Where `/metrics` is, when it has a port of its own. */
  readonly metricsPort?: number | undefined;
  /** Where the operator's token lies, when it was made here. */
  readonly adminTokenFile?: string | undefined;
  close(): Promise<void>;
}

/**
 * One Pitcrew process, as its environment configures it, listening on `PORT`.
 * @throws Error in words: every wrong variable, or the port that cannot be had.
 */
export async function serve(env: Env, role: Role): Promise<RunningProcess> {
  const config = readConfig(env);
  if (!config.ok) throw new Error(describeProblems(config.error));
  const pitcrew = await createPitcrew({ env, role });
  try {
    const port = await pitcrew.listen(config.value.PORT);
    const { adminTokenFile } = pitcrew;
    return { port, metricsPort: pitcrew.metricsPort(), adminTokenFile, close: () => pitcrew.close() };
  } catch (error) {
    await pitcrew.close();
    throw error;
  }
}
