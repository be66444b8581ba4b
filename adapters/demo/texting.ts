import { z } from 'zod';
import type { Route } from '../../src/app/ports/http.ts';
import { action } from './actions.ts';
import { SAMPLE_TEXTER } from './sample/index.ts';
import type { TextMessage, Twilio } from './twilio/index.ts';

export interface Texting {
  readonly routes: readonly Route[];
  /** The phone as the page first shows it. */
  phone(): object;
  close(): void;
}

const { name, title, phone: number, timeZone } = SAMPLE_TEXTER;

/** The phone of the one who texts with the bot. `onText` is told each text of it, and again when it was delivered. */
export function createTexting(twilio: Twilio, onText: (text: TextMessage) => void): Texting {
  const isHere = ({ from, to }: TextMessage): boolean => from === number || to === number;
  const close = twilio.onChange((text) => isHere(text) && onText(text));
  return {
    routes: [
      action('text', z.object({ body: z.string().trim().min(1).max(1600) }), async ({ body }) => {
        const status = await twilio.send(number, body);
        if (status !== 200) throw new Error(`Pitcrew answered the text with status ${status}. Please send it again.`);
      }),
    ],
    phone: () => ({ name, title, number, timeZone, bot: twilio.number, texts: twilio.texts().filter(isHere) }),
    close: () => void close(),
  };
}
