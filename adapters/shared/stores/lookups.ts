import type { PlatformUser } from '../../../src/app/ports/directory.ts';
import type { Keys } from '../../../src/app/ports/keys.ts';
import type { Member } from '../../../src/domain/directory.ts';

export type LookupKind = 'api-key' | 'slack-team' | 'slack' | 'teams' | 'phone' | 'vin';

/** One personal or secret value by which something can be found. */
export interface Lookup {
  readonly kind: LookupKind;
  readonly value: string;
}

// Kinds that are looked up before the fleet is known.
const GLOBAL: readonly LookupKind[] = ['api-key', 'slack-team'];

// Kind and fleet are hashed along: equal values in two places cannot be told to be equal.
const hashed = ({ kind, value }: Lookup, fleetId: string): string =>
  `${kind}:${GLOBAL.includes(kind) ? '' : fleetId}:${value}`;

/** The blind index that a value is stored under. */
export const blindOf = (keys: Keys, lookup: Lookup, fleetId = ''): string => keys.blind(hashed(lookup, fleetId));

/** The blind indexes that a value may be stored under, one for each key of the ring. */
export const blindsOf = (keys: Keys, lookup: Lookup, fleetId = ''): readonly string[] =>
  keys.blinds(hashed(lookup, fleetId));

/** A vehicle by its VIN, in whatever case it is written. */
export const vinLookup = (vin: string): Lookup => ({ kind: 'vin', value: vin.trim().toUpperCase() });

export const platformLookup = (user: PlatformUser): Lookup =>
  user.kind === 'phone' ? { kind: 'phone', value: user.e164 } : { kind: user.kind, value: user.userId };

/** All by which a member is found. */
export function memberLookups(member: Member): readonly Lookup[] {
  const { slackUserId, teamsUserId, phone } = member;
  return [
    ...(slackUserId === undefined ? [] : [{ kind: 'slack' as const, value: slackUserId }]),
    ...(teamsUserId === undefined ? [] : [{ kind: 'teams' as const, value: teamsUserId }]),
    ...(phone === undefined ? [] : [{ kind: 'phone' as const, value: phone }]),
  ];
}
