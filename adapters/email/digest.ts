import type { Digest } from '../../src/app/cards/digest.ts';
import type { ChannelError } from '../../src/app/ports/channel-error.ts';
import type { Result } from '../../src/domain/result.ts';
import { ok } from '../../src/domain/result.ts';
import { htmlOf } from './letters/html.ts';
import { digestLetter } from './letters/write.ts';
import { textOf } from './letters/text.ts';
import type { EmailParts } from './parts.ts';
import { aliasOf, readerOf, refOf, threadKey, writerFor } from './readers.ts';
import { sendInThread } from './thread.ts';

/** Sends one mail for many cases, each with a link to its page; the same digest again is not sent again. */
export async function sendDigest(
  parts: EmailParts,
  target: string,
  digest: Digest,
): Promise<Result<Readonly<Record<string, string>>, ChannelError>> {
  const ref = refOf(target);
  const reader = await readerOf(parts, ref);
  if (!reader.ok) return reader;
  const { digestId } = digest;
  const messageId = `<${digestId}.${aliasOf(reader.value)}.digest@${parts.host}>`;
  const letter = digestLetter(
    digest,
    (bookingId) => writerFor(parts, reader.value, bookingId),
    writerFor(parts, reader.value, ''),
  );
  const { name, email: address } = reader.value.member;
  const sent = await sendInThread(parts, threadKey(`digest/${digestId}`, reader.value), (thread) =>
    thread.notes?.includes(digestId)
      ? undefined
      : {
          messageId,
          after: { noteId: digestId },
          send: () =>
            parts.mailer.send({
              to: { name, address },
              subject: letter.subject,
              text: textOf(letter),
              html: htmlOf(letter),
              messageId,
              references: [],
            }),
        },
  );
  return sent?.ok === false ? sent : ok({ ...ref, messageId });
}
