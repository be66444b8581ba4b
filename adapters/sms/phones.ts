import type { ChannelMemory } from '../../src/app/ports/channel-memory.ts';
import { NEW_PHONE } from './phone.ts';
import type { Phone } from './phone.ts';

const CHANNEL = 'sms';
const TRIES = 50;

export interface Phones {
  read(e164: string): Promise<Phone>;
  /** Changes what is remembered, again whenever somebody else was quicker; without a new state nothing is written. */
  change<T>(e164: string, work: (phone: Phone) => { readonly phone?: Phone; readonly result: T }): Promise<T>;
}

/** What is remembered of phones, sealed and shared by all processes. */
export function createPhones(memory: ChannelMemory): Phones {
  return {
    async read(e164) {
      return { ...NEW_PHONE, ...(await memory.read<Phone>(CHANNEL, e164))?.value };
    },
    async change(e164, work) {
      for (let tries = 0; tries < TRIES; tries++) {
        const known = await memory.read<Phone>(CHANNEL, e164);
        const { phone, result } = work({ ...NEW_PHONE, ...known?.value });
        if (phone === undefined || (await memory.write(CHANNEL, e164, phone, known?.revision ?? 0))) return result;
      }
      throw new Error(`What is remembered of a phone changed ${TRIES} times while it was being written`);
    },
  };
}
