import type { Keys } from '../../../src/app/ports/keys.ts';
import { INTENT_NAMES } from '../../../src/app/intents/schema.ts';
import type { IntentName } from '../../../src/app/intents/schema.ts';

/** What a link opens: the case, an approver's decision, or one thing that can be done. */
export type Opens = 'case' | 'decide' | IntentName;

/** Whose link it is, and what it is for. */
export interface Link {
  readonly bookingId: string;
  readonly fleetId: string;
  readonly memberId: string;
  readonly opens: Opens;
  /** The time that it chooses, or that is to be decided on. */
  readonly slotId?: string | undefined;
}

export interface Links {
  /** The address of a link. It never says twice the same, but always means it. */
  url(link: Link): string;
  /** What a token stands for; `undefined` when it was not made here. */
  read(token: string): Link | undefined;
}

const CONTEXT = 'email link';
const OPENS: readonly string[] = ['case', 'decide', ...INTENT_NAMES];

/** Addresses whose token is sealed: it names nobody, and nobody else can make one. Older keys of the ring still count. */
export function createLinks(keys: Pick<Keys, 'encrypt' | 'decrypt'>, publicUrl: string): Links {
  return {
    url({ bookingId, fleetId, memberId, opens, slotId }) {
      const fields = [bookingId, fleetId, memberId, opens, ...(slotId === undefined ? [] : [slotId])];
      const sealed = keys.encrypt(JSON.stringify(fields), CONTEXT);
      return `${publicUrl}/m/${Buffer.from(sealed).toString('base64url')}`;
    },
    read(token) {
      const sealed = Buffer.from(token, 'base64url');
      // The last letter has bits to spare: only one way of writing it is ours.
      if (token === '' || sealed.toString('base64url') !== token) return undefined;
      const fields = opened(keys, sealed);
      const [bookingId, fleetId, memberId, opens, slotId] = fields ?? [];
      if (bookingId === undefined || fleetId === undefined || memberId === undefined) return undefined;
      if (opens === undefined || !OPENS.includes(opens)) return undefined;
      return { bookingId, fleetId, memberId, opens: opens as Opens, ...(slotId === undefined ? {} : { slotId }) };
    },
  };
}

function opened(keys: Pick<Keys, 'decrypt'>, sealed: Uint8Array): readonly string[] | undefined {
  try {
    return JSON.parse(keys.decrypt(sealed, CONTEXT)) as readonly string[];
  } catch {
    return undefined;
  }
}
