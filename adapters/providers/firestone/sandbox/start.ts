import type { RunningSandbox, SandboxServerOptions, SandboxShop } from '../../../shared/sandbox/index.ts';
import { runSandbox } from '../../../shared/sandbox/index.ts';
import { createFirestoneSandboxHandler, known } from './network.ts';
import type { StatusOptions } from './statuses.ts';
import type { FirestoneNetworkOptions, StatusEvent, WebhookStatus } from './types.ts';

export interface FirestoneSandboxOptions extends FirestoneNetworkOptions, Omit<SandboxServerOptions, 'networks'> {}

export interface FirestoneSandbox extends RunningSandbox {
  /**
   * Sets a status at the shop and sends its webhook; `reference` is our idempotency key or the confirmation.
   * @throws SandboxRefusal when there is no such appointment.
   */
  postStatus(reference: string, status: WebhookStatus, options?: StatusOptions): StatusEvent;
  updateShop(storeNumber: string, change: Partial<Omit<SandboxShop, 'networkRef'>>): void;
  /** Resolves when every webhook sent so far has been received. */
  webhooksSettled(): Promise<void>;
}

/** Starts the Firestone network on loopback. @throws Error on a taken port, wrong faults or wrong shop data. */
export async function startFirestoneSandbox(options: FirestoneSandboxOptions): Promise<FirestoneSandbox> {
  const network = createFirestoneSandboxHandler(options);
  return {
    ...(await runSandbox(network, options)),
    postStatus: (reference, status, more) => known(network.postStatus(reference, status, more), reference),
    updateShop: (storeNumber, change) => network.updateShop(storeNumber, change),
    webhooksSettled: () => network.webhooksSettled(),
  };
}
