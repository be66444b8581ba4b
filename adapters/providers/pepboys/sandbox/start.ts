import type { RunningSandbox, SandboxServerOptions } from '../../../shared/sandbox/index.ts';
import { SandboxRefusal, runSandbox } from '../../../shared/sandbox/index.ts';
import { createPepBoysSandboxHandler } from './network.ts';
import type { PepBoysNetworkOptions, State } from './types.ts';

export interface PepBoysSandboxOptions extends PepBoysNetworkOptions, Omit<SandboxServerOptions, 'networks'> {}

export interface PepBoysSandbox extends RunningSandbox {
  /**
   * Sets a state at the shop, for the next poll to find; `reference` is our clientRef or the apptId.
   * @throws SandboxRefusal when there is no such appointment.
   */
  setState(reference: string, state: State): void;
}

/** Starts the Pep Boys network on loopback. @throws Error on a taken port, wrong faults or wrong shop data. */
export async function startPepBoysSandbox(options: PepBoysSandboxOptions): Promise<PepBoysSandbox> {
  const network = createPepBoysSandboxHandler(options);
  return {
    ...(await runSandbox(network, options)),
    setState(reference, state) {
      if (!network.postStatus(reference, state))
        throw new SandboxRefusal(404, `There is no appointment '${reference}'.`);
    },
  };
}
