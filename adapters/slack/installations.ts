import { z } from 'zod';
import type { ChannelMemory } from '../../src/app/ports/channel-memory.ts';

const installationSchema = z.object({
  teamId: z.string(),
  teamName: z.string().optional(),
  botToken: z.string(),
  botId: z.string().optional(),
  /** Milliseconds of true time. */
  installedAt: z.number(),
  /** With token rotation: when the bot token ends, and what brings the next one. */
  expiresAt: z.number().optional(),
  refreshToken: z.string().optional(),
  /** Until then one process is fetching the next token. */
  renewingUntil: z.number().optional(),
});

/** The app in one team, as Slack granted it. */
export type Installation = z.output<typeof installationSchema>;

const removalSchema = z.object({
  teamId: z.string(),
  /** The app was taken out of the team; nothing more is sent there. */
  removedAt: z.number(),
  /** The blind index of the configured token that ended with it: a new one counts again. */
  endedToken: z.string().optional(),
});
export type Removal = z.output<typeof removalSchema>;

export interface KnownTeam {
  readonly installation?: Installation | undefined;
  readonly removal?: Removal | undefined;
  readonly revision: number;
}

const SHELF = 'slack-install';

/** Installations per team, in the store's sealed memory: a token never lies there in the clear. */
export function createInstallations(memory: ChannelMemory) {
  return {
    async of(teamId: string): Promise<KnownTeam> {
      const known = await memory.read<unknown>(SHELF, teamId);
      if (!known) return { revision: 0 };
      const { revision } = known;
      return {
        installation: installationSchema.safeParse(known.value).data,
        removal: removalSchema.safeParse(known.value).data,
        revision,
      };
    },

    /** Writes it if nothing else was written since `revision`; answers whether it was. */
    put: (value: Installation | Removal, revision: number): Promise<boolean> =>
      memory.write(SHELF, value.teamId, value, revision),
  };
}

export type Installations = ReturnType<typeof createInstallations>;
