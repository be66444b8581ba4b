import { z } from 'zod';
import { DEFAULT_POLICY, type Fleet, type FleetPolicy } from '../../../src/domain/directory.ts';
import { asMemberId, type FleetId } from '../../../src/domain/ids.ts';
import { DEFAULT_WEIGHTS, MAX_WEIGHT, type Criterion } from '../../../src/domain/weighing.ts';
import {
  dateSchema,
  idSchema,
  line,
  localeSchema,
  minutes,
  moneySchema,
  phoneSchema,
  timeSchema,
  timeZoneSchema,
  webUrlSchema,
  weekdaysSchema,
} from './fields.ts';

const rotaSchema = z.object({
  days: weekdaysSchema,
  from: timeSchema,
  to: timeSchema,
  memberId: idSchema.transform(asMemberId),
  absent: z
    .array(
      z.object({ from: dateSchema, to: dateSchema }).refine(({ from, to }) => from <= to, {
        path: ['to'],
        error: 'must not be before from; both days are included',
      }),
    )
    .max(100)
    .optional(),
});

const weight = (criterion: Criterion) =>
  z
    .number()
    .min(0)
    .max(MAX_WEIGHT)
    .default(DEFAULT_WEIGHTS[criterion])
    .describe(`How much ${MEANINGS[criterion]} counts: 1 as usual, 2 twice as much, 0 not at all.`);

const MEANINGS: Readonly<Record<Criterion, string>> = {
  distance: 'the distance to the shop',
  wait: 'the time until the slot (where it is critical, at least as usual)',
  rating: "the fleet's own rating of the shop",
  price: "the shop's price",
  certification: "the trade's certification (ASE)",
};

const HOURS = z.number().gt(0).max(8_760);

const baselineSchema = z
  .object({
    downtimeHours: HOURS.meta({ description: 'From the alert until the work is done, on average, before Pitcrew.' }),
    inShopHours: HOURS.optional(),
  })
  .refine(({ downtimeHours, inShopHours = 0 }) => inShopHours <= downtimeHours, {
    path: ['inShopHours'],
    message: 'must not be more than downtimeHours, which it is a part of',
  });

/** What is not given takes the default; what has none is off. */
const policySchema = z.object({
  booking: z.enum(['manual', 'approve', 'auto']).default(DEFAULT_POLICY.booking),
  approveOver: moneySchema.optional(),
  approveBeyondKm: z.number().min(0).max(20_000).optional(),
  selfApproval: z.boolean().default(DEFAULT_POLICY.selfApproval),
  poPrefix: line(20).default(DEFAULT_POLICY.poPrefix),
  notToExceed: moneySchema.optional(),
  servicePhone: phoneSchema.optional(),
  approvalMinutes: minutes().gt(0).default(DEFAULT_POLICY.approvalMinutes),
  autoUndoMinutes: minutes().default(DEFAULT_POLICY.autoUndoMinutes),
  sameDayFirst: z.boolean().default(DEFAULT_POLICY.sameDayFirst),
  radiusKm: z.number().gt(0).max(20_000).default(DEFAULT_POLICY.radiusKm),
  ranking: z
    .object({
      distance: weight('distance'),
      wait: weight('wait'),
      rating: weight('rating'),
      price: weight('price'),
      certification: weight('certification'),
    })
    .optional()
    .describe(
      'What slots are ranked by, beside urgency and sameDayFirst; without it all count as usual. The card says it.',
    ),
  batteryThresholdPct: z.number().min(0).max(100).default(DEFAULT_POLICY.batteryThresholdPct),
  maxOutPerDepot: z.int().min(1).max(100_000).optional(),
  quietHours: z
    .object({ from: timeSchema, to: timeSchema })
    .refine(({ from, to }) => from !== to, {
      path: ['to'],
      error: 'must differ from from; leave quietHours out for none',
    })
    .optional(),
  remindAfterMinutes: minutes().default(DEFAULT_POLICY.remindAfterMinutes),
  offerHours: z.number().gt(0).max(8_760).default(DEFAULT_POLICY.offerHours),
  rota: z.array(rotaSchema).max(100).optional(),
  cancelFee: z
    .object({
      falsePositivePaidBy: z.enum(['fleet', 'host', 'provider']).default(DEFAULT_POLICY.cancelFee.falsePositivePaidBy),
    })
    .prefault({}),
  baseline: baselineSchema.optional(),
});

const platformId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ -');

const KINDS = 'must be one of slack, teams, sms, email, inapp';

const channelSchema = z.discriminatedUnion(
  'kind',
  [
    z.object({ kind: z.literal('slack'), teamId: platformId, channelId: platformId }),
    z.object({ kind: z.literal('teams'), serviceUrl: webUrlSchema, conversationId: line(500), tenantId: platformId }),
    z.object({ kind: z.enum(['sms', 'email', 'inapp']) }),
  ],
  { error: (issue) => (issue.code === 'invalid_union' ? KINDS : undefined) },
);

const secretSchema = z.object({ secret: z.string().min(1).max(500) });

/** The body of `PUT /v1/fleets/{fleetId}`. */
export const fleetBody = z.object({
  name: line(),
  timeZone: timeZoneSchema,
  locale: localeSchema.default('en-US'),
  policy: policySchema.prefault({}),
  integrations: z.object({ samsara: secretSchema.optional(), motive: secretSchema.optional() }).prefault({}),
  channels: z.array(channelSchema).max(50).default([]),
});

const configured = z.object({ configured: z.literal(true) });

/** A fleet as it is shown: secrets are only told to be there. */
export const fleetView = fleetBody.omit({ integrations: true, policy: true }).extend({
  fleetId: idSchema,
  policy: z.custom<FleetPolicy>().meta({ override: { type: 'object', description: 'As it was put, with defaults.' } }),
  integrations: z.object({ samsara: configured.optional(), motive: configured.optional() }),
  apiKey: z.string().optional().meta({ description: 'Only in the answer that made the fleet: shown once.' }),
});

/** The body as the domain's fleet. */
export const toFleet = (fleetId: FleetId, body: z.output<typeof fleetBody>): Fleet => ({ fleetId, ...body });

/** A fleet to show. */
export function showFleet(fleet: Fleet): z.input<typeof fleetView> {
  const { fleetId, name, timeZone, locale, policy, integrations, channels } = fleet;
  const kept = {
    samsara: integrations.samsara && { configured: true as const },
    motive: integrations.motive && { configured: true as const },
  };
  return { fleetId, name, timeZone, locale, policy, integrations: kept, channels: [...channels] };
}
