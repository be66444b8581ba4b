import type { Rejected, Unavailable, Unknown } from '../../../src/app/ports/network.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { Deadline } from '../../shared/http-client/index.ts';
import type { Letter } from './letters.ts';
import { sendLetter } from './letters.ts';
import type { LocalParts } from './parts.ts';
import type { Stage } from './reference.ts';
import { sendText } from './texts.ts';
import { takesMail, takesTexts, unreachable } from './ways.ts';

/**
 * Brings a stage's message to the shop, by mail and by text as far as it takes them; one of them is enough. While a mail may
 * or may not have gone, nothing is texted: the mail is sent again, and then the text.
 */
export async function reach(
  parts: LocalParts,
  letter: Letter,
  stage: Stage,
  deadline: Deadline,
  answerBy?: Instant,
): Promise<Result<void, Rejected | Unavailable | Unknown>> {
  const { shop } = letter;
  const mailed = takesMail(parts, shop)
    ? await sendLetter(parts, { ...letter, shop }, stage, deadline, answerBy)
    : undefined;
  if (mailed && !mailed.ok && mailed.error.kind === 'unknown') return mailed;
  const texted = takesTexts(parts, shop)
    ? await sendText(parts, { ...letter, shop }, stage, deadline, answerBy)
    : undefined;
  if (mailed?.ok || texted?.ok) return ok(undefined);
  return (
    mailed ??
    texted ??
    fail({ kind: 'rejected', reason: (await unreachable(parts, shop)) ?? 'The shop cannot be asked.' })
  );
}
