import type { Dispatch } from '../../src/app/intents/dispatch.ts';
import type { RawRequest, RawResponse } from '../../src/app/ports/http.ts';
import { stored } from '../../src/app/ports/store-unavailable.ts';
import { asBookingId, asMemberId } from '../../src/domain/ids.ts';
import type { ChannelParts } from '../shared/channel-module.ts';
import type { Heard, Message } from './hear.ts';
import { isFromTwilio, readForm, receiptSchema, textSchema } from './inbound.ts';
import type { Form } from './inbound.ts';
import { compose } from './fit.ts';
import { membersOf } from './people.ts';
import { hearing, saying } from './phone.ts';
import type { Phones } from './phones.ts';
import type { OptOuts } from '../../src/app/ports/text-messages.ts';
import { spoken } from './spoken.ts';
import { readWord } from './words.ts';
import type { z } from 'zod';

type Of = 'directory' | 'clock' | 'metrics' | 'publicUrl' | 'unreached';

interface Parts extends Pick<ChannelParts<unknown>, Of> {
  readonly authToken: string;
  readonly dispatch: Pick<Dispatch, 'receive'>;
  readonly ear: (message: Message) => Promise<Heard>;
  readonly phones: Phones;
  readonly optOuts: OptOuts;
  /** Sends an answer once what led to it is stored. */
  readonly answer: (to: string, text: string) => void;
}

/** A text message gets no answer of its own: what there is to say is sent. */
const TWIML: RawResponse = {
  status: 200,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
};
const FAILED: ReadonlySet<string> = new Set(['failed', 'undelivered']);
const OPTED_OUT = 21_610;

const sentence = (status: number, body: string): RawResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});

/** Where Twilio calls: with people's texts, and with what became of ours. */
export function createReceiver(parts: Parts) {
  const { authToken, publicUrl, directory, dispatch, clock, metrics, ear, phones, optOuts, answer, unreached } = parts;

  /** Checks the signature, then the fields. */
  function read<S extends z.ZodType>(schema: S, handle: (fields: z.output<S>) => Promise<void>) {
    return async (request: RawRequest): Promise<RawResponse> => {
      const began = performance.now();
      const form: Form = readForm(request.body);
      if (!isFromTwilio(request, form, authToken, publicUrl))
        return sentence(403, 'The signature is missing or wrong.');
      const fields = schema.safeParse(form);
      if (!fields.success) {
        const names = new Set(fields.error.issues.map(({ path }) => String(path[0])));
        return sentence(400, `Not as Twilio sends it: ${[...names].join(', ')}.`);
      }
      await handle(fields.data);
      metrics.ack('sms', (performance.now() - began) / 1000);
      return TWIML;
    };
  }

  async function inbound({ MessageSid: sid, From: from, Body: body }: z.output<typeof textSchema>): Promise<void> {
    const word = readWord(body);
    if (word.kind === 'stop') return optOuts.add(from);
    if (word.kind === 'start') await optOuts.remove(from);
    else if (await optOuts.has(from)) return;
    const members = await membersOf(directory, from);
    const phone = members.length > 0 ? await phones.read(from) : undefined;
    // A stranger learns nothing, not even that he is one; the same text again has no second effect.
    if (!phone || phone.heard.includes(sid)) return;
    const heard = await ear({ id: `sms:${sid}`, word, members, phone, now: clock.now() });
    await act(from, sid, heard);
  }

  /** The delivery is stored first: should this end here, the same text again is the same delivery. */
  async function act(from: string, sid: string, { deliver, reply, tellsOutcome, onAccepted }: Heard): Promise<void> {
    const received = deliver && (await stored(() => dispatch.receive(deliver)));
    const done = await phones.change(from, (phone) => {
      if (phone.heard.includes(sid)) return { result: undefined };
      const next = reply?.(phone) ?? { phone };
      return { phone: hearing(next.phone, sid), result: { text: next.text } };
    });
    if (!done) return;
    if (!received || (!tellsOutcome && !onAccepted)) return void (done.text && answer(from, done.text));
    void received.settled.then(({ outcome, message }) => {
      if (outcome !== 'accepted') return;
      const vehicleId = deliver?.body.kind === 'intent' ? deliver.body.reply?.ref['vehicleId'] : undefined;
      answer(from, done.text ?? compose([{ text: `${vehicleId}: ${spoken(message)}` }]));
    });
  }

  async function receipt(fields: z.output<typeof receiptSchema>): Promise<void> {
    const { MessageSid: sid, MessageStatus: status, To: to, ErrorCode: code } = fields;
    if (!FAILED.has(status)) return;
    if (code === OPTED_OUT) await optOuts.add(to);
    const said = (await phones.read(to)).said.find((one) => one.sid === sid);
    if (!said || said.failed) return;
    metrics.channelFailure('sms', 'undelivered');
    if (said.bookingId !== undefined && said.memberId !== undefined)
      await unreached?.(asBookingId(said.bookingId), asMemberId(said.memberId));
    await phones.change(to, (phone) => {
      const now = phone.said.find((one) => one.sid === sid);
      return now ? { phone: saying(phone, { ...now, failed: true }), result: undefined } : { result: undefined };
    });
  }

  return { inbound: read(textSchema, inbound), receipt: read(receiptSchema, receipt) };
}
