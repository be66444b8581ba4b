import type { FaultSpec, LedgerEntry, SandboxServerOptions, SandboxStats } from '../../../shared/sandbox/index.ts';
import { SandboxRefusal, startSandboxServer } from '../../../shared/sandbox/index.ts';
import { createStarSandboxHandler } from './network.ts';
import type { AppointmentStatus, PostedDocument, StarNetworkOptions } from './types.ts';

export interface StarSandboxOptions extends StarNetworkOptions, Omit<SandboxServerOptions, 'networks'> {}

export interface StarSandbox {
  readonly url: string;
  readonly port: number;
  readonly stats: SandboxStats;
  /** Every appointment that was ever made, cancelled ones included. */
  ledger(): LedgerEntry[];
  /** Replaces all faults; `''` ends them. @throws Error with a sentence when the text is wrong. */
  setFaults(spec: FaultSpec): void;
  /**
   * Sets a status at the dealer and posts it, also with another time; `reference` is a BODID, our document's number or
   * the dealer's. @throws SandboxRefusal when there is no such appointment, or nobody is free at that time.
   */
  postStatus(reference: string, status: AppointmentStatus, start?: string): PostedDocument;
  /** Resolves when every status posted so far has been received. */
  webhooksSettled(): Promise<void>;
  /** Ends everything, open sockets and pending repeats included. */
  close(): Promise<void>;
}

/** Starts the dealers' network on loopback. @throws Error on a taken port, wrong faults or wrong dealers' data. */
export async function startStarSandbox(options: StarSandboxOptions): Promise<StarSandbox> {
  const network = createStarSandboxHandler(options);
  const server = await startSandboxServer({ ...options, networks: [network] });
  return {
    url: server.url,
    port: server.port,
    stats: server.stats,
    ledger: () => network.ledger(),
    setFaults: (spec) => server.setFaults(spec),
    postStatus(reference, status, start) {
      const posted = network.postStatus(reference, status, start);
      if (!posted) throw new SandboxRefusal(404, `There is no appointment '${reference}'.`);
      return posted;
    },
    webhooksSettled: () => network.webhooksSettled(),
    close: () => server.close(),
  };
}
