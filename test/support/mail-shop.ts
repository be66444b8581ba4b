import type { LocalNetwork } from '../../adapters/providers/local/sandbox/index.ts';
import type { Fault, FaultPlan } from '../../adapters/shared/sandbox/index.ts';
import type { FaultyMailServer } from './faulty-mail-server.ts';
import { startFaultyMailServer } from './faulty-mail-server.ts';
import type { Arrived } from './mail-server.ts';
import { momentOf, propertyOf } from './mail-server.ts';

/**
 * Independent shops as their mail server sees them: each reads a mail as it arrives and presses Accept while it has a
 * bay, else Decline. Faults are the mail server's own.
 */
export async function startMailShops(options: {
  readonly shops: LocalNetwork;
  /** The networkRef of the shop with this address. */
  readonly storeOf: (address: string) => string;
  readonly plan: FaultPlan;
  readonly slowMs: number;
  readonly press: (url: string) => Promise<unknown>;
}): Promise<FaultyMailServer> {
  const { shops, storeOf, plan, slowMs, press } = options;
  return startFaultyMailServer({ plan, slowMs, taken: answer });

  async function answer(mail: Arrived, fault: Fault | undefined): Promise<void> {
    const { method, text } = mail.calendar;
    const at = (name: string): number => momentOf(propertyOf(text, name) ?? '');
    const uid = propertyOf(text, 'UID') ?? '';
    const store = storeOf(mail.to);
    if (method === 'CANCEL') return shops.cancel(uid, store);
    const [startMs, endMs] = [at('DTSTART'), at('DTEND')];
    if (fault?.kind === 'stolen-slot') for (let i = 0; i < 9; i++) shops.walkIn(store, startMs, endMs);
    const reference = String(mail.parsed.headers.get('x-pitcrew-booking'));
    const decision = shops.request({ reference, uid, store, startMs, endMs });
    const url = mail.links[decision === 'accepted' ? 'Accept' : 'Decline'];
    if (url) await press(url);
  }
}
