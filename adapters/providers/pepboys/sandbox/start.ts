import type { FaultSpec, LedgerEntry, SandboxServerOptions, SandboxStats } from '../../../shared/sandbox/index.ts';
import { SandboxRefusal, startSandboxServer } from '../../../shared/sandbox/index.ts';
import { createPepBoysSandboxHandler } from './network.ts';
import type { PepBoysNetworkOptions, State } from './types.ts';

export interface PepBoysSandboxOptions extends PepBoysNetworkOptions, Omit<SandboxServerOptions, 'networks'> {}

export interface PepBoysSandbox {
  readonly url: string;
  readonly port: number;
  readonly stats: SandboxStats;
  /** Every appointment that was ever made, cancelled ones included. */
  ledger(): LedgerEntry[];
  /** Replaces all faults; `''` ends them. @throws Error with a sentence when the text is wrong. */
  setFaults(spec: FaultSpec): void;
  /**
   * Sets a state at the shop, for the next poll to find; `reference` is our clientRef or the apptId.
   * @throws SandboxRefusal when there is no such appointment.
   */
  setState(reference: string, state: State): void;
  /** Ends everything, open sockets included. */
  close(): Promise<void>;
}

/** Starts the Pep Boys network on loopback. @throws Error on a taken port, wrong faults or wrong shop data. */
export async function startPepBoysSandbox(options: PepBoysSandboxOptions): Promise<PepBoysSandbox> {
  const network = createPepBoysSandboxHandler(options);
  const server = await startSandboxServer({ ...options, networks: [network] });
  return {
    url: server.url,
    port: server.port,
    stats: server.stats,
    ledger: () => network.ledger(),
    setFaults: (spec) => server.setFaults(spec),
    setState(reference, state) {
      if (!network.postStatus(reference, state))
        throw new SandboxRefusal(404, `There is no appointment '${reference}'.`);
    },
    close: () => server.close(),
  };
}
