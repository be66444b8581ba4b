import { z } from 'zod';
import type { ChannelMemory } from '../../src/app/ports/channel-memory.ts';

const CHANNEL = 'teams';
const keyOf = (activityId: string): string => `answered/${activityId}`;
const valueSchema = z.object({ text: z.string() });

/** What the reply to a click has said itself, so that nobody reads the same twice. */
export interface Answered {
  note(activityId: string, text: string): Promise<void>;
  /** Whether the reply has said just this; it is asked once. */
  hasSaid(activityId: string, text: string): Promise<boolean>;
}

export function createAnswered(memory: ChannelMemory): Answered {
  return {
    async note(activityId, text) {
      await memory.write(CHANNEL, keyOf(activityId), { text }, 0);
    },
    async hasSaid(activityId, text) {
      const said = valueSchema.safeParse((await memory.read(CHANNEL, keyOf(activityId)))?.value).data;
      if (said?.text !== text) return false;
      await memory.drop(CHANNEL, keyOf(activityId));
      return true;
    },
  };
}
