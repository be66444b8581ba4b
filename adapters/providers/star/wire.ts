import { z } from 'zod';
import type { Instant } from '../../../src/domain/ids.ts';
import { fail } from '../../../src/domain/result.ts';
import type { BodyReader } from '../../shared/http-client/index.ts';
import type { Element, Shape } from './xml/index.ts';
import { pluck, readXml } from './xml/index.ts';

/** The forms of the dealers' documents (providers.md, part 3). Elements that are not named here are ignored. */

/** A body as a document's root; a reply that names no type is read as XML all the same. */
export const asXml: BodyReader<Element> = (bytes, contentType) => {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (type && !/^(application|text)\/([^/]+\+)?xml$/.test(type)) return fail('content-type');
  const root = readXml(bytes);
  return root.ok ? root : fail('body');
};

// It goes into our store and into documents: no control characters, no halves of characters.
const OPAQUE = /^[^\p{Cc}\p{Cs}]{1,200}$/u;
const opaque = z.string().regex(OPAQUE, 'must be 1 to 200 characters without control characters');

/** Whether a text may be a number of theirs. */
export const isOpaque = (text: string | undefined): text is string => text !== undefined && OPAQUE.test(text);

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** With an offset; seconds and their fractions may be left out. Undefined for a day that no calendar has. */
function toUtc(text: string): Instant | undefined {
  const ms = MOMENT.test(text) ? Date.parse(text) : NaN;
  const [day, midnight] = [text.slice(0, 10), Date.parse(`${text.slice(0, 10)}T00:00:00Z`)];
  const isDay = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  return Number.isNaN(ms) || !isDay ? undefined : new Date(ms).toISOString();
}

const moment = <T>(then: (at: Instant, written: string) => T) =>
  z.string().transform((text, context) => {
    const at = toUtc(text);
    if (at !== undefined) return then(at, text);
    context.addIssue({ code: 'custom', message: 'must be a moment with its offset' });
    return z.NEVER;
  });
const instant = moment((at) => at);

/** A schema of a document that is given as its root. */
const ofRoot = <T>(shape: Shape, schema: z.ZodType<T>): z.ZodType<T> =>
  z.preprocess((root) => pluck(root as Element, shape), schema);

const SENDER = { ApplicationArea: { Sender: { ReferenceID: 'text' } } } as const;
const sender = z.object({ Sender: z.object({ ReferenceID: z.string() }) });

/** A document of ours that was not understood; whoever could not read it may not know which it was. */
const confirmBod = z.object({
  document: z.literal('ConfirmBOD'),
  ApplicationArea: z.object({ Sender: z.object({ ReferenceID: z.string().optional() }).optional() }).optional(),
  ConfirmBODDataArea: z.object({ BODFailureMessage: z.object({ Description: z.string().default('') }) }),
});
const CONFIRM_BOD = { ...SENDER, ConfirmBODDataArea: { BODFailureMessage: { Description: 'text' } } } as const;

/** Any 4xx. */
export const refusal = ofRoot(CONFIRM_BOD, confirmBod);
export type NotUnderstood = z.output<typeof confirmBod>;

/** Zod would read a missing discriminator as a wrong one; this names the document. */
const oneOf = <A extends z.core.$ZodTypeDiscriminable>(answer: A) =>
  z.discriminatedUnion('document', [answer, confirmBod], 'must be the answer to the question, or ConfirmBOD');

const slot = z.object({ SlotStartDateTime: moment((at, written) => ({ at, written })), SlotEndDateTime: instant });
export type WireSlot = z.output<typeof slot>;

export const availability = ofRoot(
  {
    ...SENDER,
    ...CONFIRM_BOD,
    ShowServiceAppointmentAvailabilityDataArea: {
      AvailableSlot: [{ SlotStartDateTime: 'text', SlotEndDateTime: 'text' }],
    },
  },
  oneOf(
    z.object({
      document: z.literal('ShowServiceAppointmentAvailability'),
      ApplicationArea: sender,
      ShowServiceAppointmentAvailabilityDataArea: z.object({ AvailableSlot: z.array(slot) }),
    }),
  ),
);

const acknowledgement = z.object({
  document: z.literal('AcknowledgeServiceAppointment'),
  ApplicationArea: sender,
  AcknowledgeServiceAppointmentDataArea: z.object({
    DocumentID: z.string(),
    ResponseStatus: z.enum(['Accepted', 'Rejected']),
    // Only what is accepted needs the one, only what is rejected the other.
    DealerDocumentID: z.string().optional(),
    ReasonCode: z.string().optional(),
  }),
});
export type WireAcknowledgement = z.output<typeof acknowledgement>['AcknowledgeServiceAppointmentDataArea'];

export const acknowledged = ofRoot(
  {
    ...SENDER,
    ...CONFIRM_BOD,
    AcknowledgeServiceAppointmentDataArea: {
      DocumentID: 'text',
      ResponseStatus: 'text',
      DealerDocumentID: 'text',
      ReasonCode: 'text',
    },
  },
  oneOf(acknowledgement),
);

/** A posted status. */
export const status = ofRoot(
  {
    ApplicationArea: { BODID: 'text', CreationDateTime: 'text' },
    ShowServiceAppointmentDataArea: {
      ServiceAppointmentHeader: {
        DocumentID: 'text',
        DealerDocumentID: 'text',
        AppointmentDateTime: 'text',
        AppointmentStatus: 'text',
      },
    },
  },
  z.object({
    document: z.literal('ShowServiceAppointment'),
    ApplicationArea: z.object({ BODID: opaque, CreationDateTime: instant.optional() }),
    ShowServiceAppointmentDataArea: z.object({
      ServiceAppointmentHeader: z.object({
        DocumentID: opaque,
        DealerDocumentID: opaque,
        AppointmentDateTime: instant,
        AppointmentStatus: z.enum(['Scheduled', 'InProgress', 'Completed', 'NoShow', 'Cancelled']),
      }),
    }),
  }),
);
