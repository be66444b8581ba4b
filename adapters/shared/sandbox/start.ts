import type { FaultSpec } from './faults.ts';
import type { LedgerEntry, SandboxNetwork } from './network.ts';
import { startSandboxServer } from './server.ts';
import type { SandboxServerOptions, SandboxStats } from './server.ts';

/** One network's sandbox as it runs on loopback, whatever the network. */
export interface RunningSandbox {
  readonly url: string;
  readonly port: number;
  readonly stats: SandboxStats;
  /** Every appointment that was ever made, cancelled ones included. */
  ledger(): LedgerEntry[];
  /** Replaces all faults; `''` ends them. @throws Error with a sentence when the text is wrong. */
  setFaults(spec: FaultSpec): void;
  /** Ends everything, open sockets and pending repeats included. */
  close(): Promise<void>;
}

/** Starts a server with one network. @throws Error on a taken port or wrong faults. */
export async function runSandbox(
  network: SandboxNetwork,
  options: Omit<SandboxServerOptions, 'networks'>,
): Promise<RunningSandbox> {
  const server = await startSandboxServer({ ...options, networks: [network] });
  return {
    url: server.url,
    port: server.port,
    stats: server.stats,
    ledger: () => network.ledger(),
    setFaults: (spec) => server.setFaults(spec),
    close: () => server.close(),
  };
}
