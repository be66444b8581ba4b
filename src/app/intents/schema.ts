import { z } from 'zod';

const text = z.string().trim().max(2000);

/** Every intent with its own fields. The same word is Slack's `action_id`, Teams' `verb`, and `/intents`' `intent`. */
export const intentSchema = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('choose-slot'), slotId: z.string().min(1).max(64) }),
  z.object({ intent: z.literal('more-slots') }),
  z
    .object({
      intent: z.literal('reschedule'),
      slotId: z.string().min(1).max(64).optional(),
      text: text.optional().meta({ description: 'Plain words that name a time, such as “Friday after 3”.' }),
      date: z.iso.date().optional().meta({ description: 'A day; with `text`, the day that the words are about.' }),
    })
    .refine(({ slotId, text: words, date }) => Boolean(slotId ?? (words || date)), {
      path: ['text'],
      error: 'Name a slotId, a text or a date',
    }),
  z.object({ intent: z.literal('dismiss'), reason: text.min(1).default('not-needed') }),
  z.object({ intent: z.literal('cancel'), reason: text.min(1).default('not-needed') }),
  z.object({ intent: z.literal('confirm-cancel') }),
  z.object({ intent: z.literal('approve'), comment: text.optional() }),
  z.object({ intent: z.literal('reject'), comment: text.optional() }),
  z.object({ intent: z.literal('undo') }),
  z.object({ intent: z.literal('escalate') }),
  z.object({ intent: z.literal('snooze'), minutes: z.coerce.number().gt(0).max(525_600) }),
  z.object({
    intent: z.literal('book-manually'),
    providerName: z.string().trim().min(1).max(200),
    start: z.iso.datetime({ offset: true }).transform((at) => new Date(at).toISOString()),
    confirmation: z.string().trim().max(200).optional(),
  }),
  z.object({ intent: z.literal('rate'), stars: z.coerce.number().int().min(1).max(5), comment: text.optional() }),
]);

export type Intent = z.infer<typeof intentSchema>;
export type IntentName = Intent['intent'];
export const INTENT_NAMES: readonly IntentName[] = intentSchema.options.map(({ shape }) => shape.intent.value);
