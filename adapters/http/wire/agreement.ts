import { z } from 'zod';
import type { Agreement, CommissionTerm } from '../../../src/domain/commission.ts';
import { overlapOf } from '../../../src/domain/commission.ts';
import { dateSchema, idSchema, moneySchema } from './fields.ts';

const MAX_TERMS = 200;

const term = z.object({
  from: dateSchema.meta({ description: 'The first day, in UTC.' }),
  to: dateSchema.optional().meta({ description: 'The last day, in UTC; without it the term goes on.' }),
  percent: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .meta({ description: 'Of the invoice, else of the estimate, rounded half up to minor units.' }),
  flat: moneySchema.optional(),
  cap: moneySchema.optional().meta({ description: 'The most that one booking earns, in the same currency.' }),
});

const termBody = term.superRefine(({ from, to, percent, flat }, context) => {
  const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (percent === undefined && flat === undefined) wrong('percent', 'is required unless flat is given');
  if (percent !== undefined && flat !== undefined) wrong('flat', 'must not stand beside percent: give one of the two');
  if (to !== undefined && to < from) wrong('to', 'must not be before from');
});

/** The body of `PUT /v1/agreements/{network}`. */
export const agreementBody = z
  .object({ terms: z.array(termBody).min(1).max(MAX_TERMS) })
  .superRefine(({ terms }, context) => {
    const overlap = overlapOf(terms);
    if (!overlap) return;
    const [first, second] = overlap;
    const message = `must not overlap the days of terms.${first}: both of a term's days are included`;
    context.addIssue({ code: 'custom', path: ['terms', second, 'from'], message });
  });

/** An agreement as it is shown. */
export const agreementView = z.object({ network: idSchema, terms: z.array(term) });

/** The body as the domain's agreement, its terms by their first day. */
export const toAgreement = (network: string, { terms }: z.output<typeof agreementBody>): Agreement => ({
  network,
  terms: [...(terms satisfies readonly CommissionTerm[])].sort((a, b) => (a.from < b.from ? -1 : 1)),
});
