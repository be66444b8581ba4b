import { z } from 'zod';

const HOST = /^https?:\/\/(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?$/;

const listOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((part) => part !== '');

/** The in-app channel's variables; it is always on. */
export const inappEnv = z.object({
  INBOX_FRAME_ANCESTORS: z
    .string()
    .default('')
    .refine(
      (text) => listOf(text).every((part) => HOST.test(part)),
      'must be origins such as https://app.example.com, separated by commas',
    )
    .transform(listOf)
    .describe('origins whose pages may show the inbox in a frame, separated by commas; without any only our own'),
});

export type InappConfig = z.output<typeof inappEnv>;
