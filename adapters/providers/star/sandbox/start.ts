import type { RunningSandbox, SandboxServerOptions } from '../../../shared/sandbox/index.ts';
import { SandboxRefusal, runSandbox } from '../../../shared/sandbox/index.ts';
import { createStarSandboxHandler } from './network.ts';
import type { AppointmentStatus, PostedDocument, StarNetworkOptions } from './types.ts';

export interface StarSandboxOptions extends StarNetworkOptions, Omit<SandboxServerOptions, 'networks'> {}

export interface StarSandbox extends RunningSandbox {
  /**
   * Sets a status at the dealer and posts it, also with another time; `reference` is a BODID, our document's number or
   * the dealer's. @throws SandboxRefusal when there is no such appointment, or nobody is free at that time.
   */
  postStatus(reference: string, status: AppointmentStatus, start?: string): PostedDocument;
  /** Resolves when every status posted so far has been received. */
  webhooksSettled(): Promise<void>;
}

/** Starts the dealers' network on loopback. @throws Error on a taken port, wrong faults or wrong dealers' data. */
export async function startStarSandbox(options: StarSandboxOptions): Promise<StarSandbox> {
  const network = createStarSandboxHandler(options);
  return {
    ...(await runSandbox(network, options)),
    postStatus(reference, status, start) {
      const posted = network.postStatus(reference, status, start);
      if (!posted) throw new SandboxRefusal(404, `There is no appointment '${reference}'.`);
      return posted;
    },
    webhooksSettled: () => network.webhooksSettled(),
  };
}
