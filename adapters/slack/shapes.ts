import { z } from 'zod';

/** An id of Slack's: opaque, short, printable. */
const id = z.string().regex(/^[\x21-\x7e]{1,64}$/);
const triggerId = z.string().regex(/^[\x21-\x7e]{1,255}$/);
const timestamp = z.string().regex(/^[0-9.]{1,32}$/);
// Slack writes null for what is not there; Bolt stumbles over a null where it expects an object or nothing.
const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);
const person = z.object({ id, team_id: maybe(id) });
const team = maybe(z.object({ id }));
const chosen = maybe(z.object({ value: z.string().max(3000) }));

export const click = z
  .object({
    type: z.literal('block_actions'),
    trigger_id: triggerId,
    user: person,
    team,
    channel: maybe(z.object({ id })),
    container: maybe(z.object({ channel_id: maybe(id), message_ts: maybe(timestamp), thread_ts: maybe(timestamp) })),
    message: maybe(z.object({ ts: maybe(timestamp), thread_ts: maybe(timestamp) })),
    response_url: maybe(z.string().max(2000)),
    actions: z
      .array(
        z.object({
          type: z.string().max(64),
          action_id: z.string().max(255),
          block_id: z.string().max(255).default(''),
          value: maybe(z.string().max(2000)),
          selected_option: chosen,
        }),
      )
      .min(1)
      .max(25),
  })
  .refine(hasTeam, 'names no team');

export const submission = z
  .object({
    type: z.literal('view_submission'),
    trigger_id: triggerId,
    user: person,
    team,
    view: z.object({
      callback_id: z.string().max(255),
      private_metadata: z.string().max(3000).default(''),
      state: z.object({
        values: z.record(
          z.string().max(255),
          z.record(
            z.string().max(255),
            z.object({
              value: maybe(z.string()),
              selected_option: chosen,
              selected_date: maybe(z.string().max(32)),
              selected_date_time: maybe(z.number()),
            }),
          ),
        ),
      }),
    }),
  })
  .refine(hasTeam, 'names no team');

export const event = z.object({
  type: z.literal('event_callback'),
  event_id: id,
  team_id: maybe(id),
  /** Unix seconds. */
  event_time: maybe(z.number()),
  event: z.object({
    // Workflow steps would wait for a result of theirs, and nothing here offers one.
    type: z
      .string()
      .min(1)
      .max(128)
      .transform((type) => (type === 'function_executed' ? 'unused' : type)),
    /** Who opened the app's home. Elsewhere it may be a whole user, which nothing here reads. */
    user: id.optional().catch(undefined),
    tab: z.string().max(64).optional().catch(undefined),
    /** Whose tokens were revoked, by user id. */
    tokens: z
      .object({ bot: maybe(z.array(id).max(10_000)) })
      .optional()
      .catch(undefined),
  }),
});

export const command = z.object({
  command: z.string().min(1).max(128),
  text: z.string().max(4000).default(''),
  team_id: id,
  user_id: id,
  channel_id: maybe(id),
  trigger_id: triggerId,
  response_url: maybe(z.string().max(2000)),
});

/** A shortcut from the menu of a message, or from anywhere. */
export const shortcut = z
  .object({
    type: z.enum(['message_action', 'shortcut']),
    callback_id: z.string().max(255),
    trigger_id: triggerId,
    user: person,
    team,
    channel: maybe(z.object({ id })),
    message: maybe(
      z.object({
        ts: maybe(timestamp),
        thread_ts: maybe(timestamp),
        metadata: z.unknown().optional(),
        blocks: z.unknown().optional(),
      }),
    ),
    response_url: maybe(z.string().max(2000)),
  })
  .refine(hasTeam, 'names no team');

/** A click on a button or a choice in a menu, cut down to what Pitcrew reads. */
export type Click = z.output<typeof click>;
export type ClickedAction = Click['actions'][number];
/** A modal that was sent in. */
export type Submission = z.output<typeof submission>;
export type EventCallback = z.output<typeof event>;
export type Command = z.output<typeof command>;
export type Shortcut = z.output<typeof shortcut>;

function hasTeam(body: { user: { team_id?: string | undefined }; team?: { id: string } | undefined }): boolean {
  return body.user.team_id !== undefined || body.team !== undefined;
}
