import type { Keys } from '../../../src/app/ports/keys.ts';

const hashed = (channel: string, key: string): string => `channel-memory:${channel}:${key}`;

/** The blind indexes under which something may be remembered, the current key's first. */
export const memoryBlinds = (keys: Keys, channel: string, key: string): readonly string[] =>
  keys.blinds(hashed(channel, key));

/** What a remembered value is sealed for. */
export const memoryContext = (channel: string, blind: string): string => `channel_memory/${channel}/${blind}`;
