import { z } from 'zod';
import { createDocument, type ZodOpenApiObject, type ZodOpenApiOperationObject } from 'zod-openapi';
import { SESSION_COOKIE } from '../shared/session-tokens.ts';
import type { Access, Operation } from './operation.ts';
import { PROBLEM_CODES, PROBLEMS, type ProblemCode } from './problem-codes.ts';
import { idSchema } from './wire/fields.ts';

type Security = NonNullable<ZodOpenApiOperationObject['security']>;
type Responses = ZodOpenApiOperationObject['responses'];

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(PROBLEM_CODES as [ProblemCode, ...ProblemCode[]]),
    errors: z.array(z.object({ path: z.string(), message: z.string() })),
  })
  .meta({ id: 'Problem' });

const PROOFS: Readonly<Record<Access, Security>> = {
  operator: [{ adminToken: [] }],
  fleet: [{ fleetKey: [] }],
  'signed-fleet': [{ fleetKey: [] }, { fleetId: [], fleetSignature: [] }],
  'fleet-or-operator': [{ fleetKey: [] }, { adminToken: [] }],
  session: [{ sessionToken: [] }, { sessionCookie: [] }],
};

const ALWAYS: readonly ProblemCode[] = ['NOT_AUTHENTICATED', 'RATE_LIMITED', 'INTERNAL', 'STORE_UNAVAILABLE'];

/** `GET /openapi.json`: OpenAPI 3.1 of the operations, made from the very schemas that check them. */
export function openApiOf(operations: readonly Operation[], publicUrl: string): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const described of operations) {
    const path = described.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [described.method.toLowerCase()]: describe(described) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Pitcrew',
      version: '1',
      description: 'From a predictive-maintenance alert to a booked repair. Errors are application/problem+json.',
    },
    servers: [{ url: publicUrl }],
    paths: paths as NonNullable<ZodOpenApiObject['paths']>,
    components: {
      securitySchemes: {
        fleetKey: { type: 'http', scheme: 'bearer', description: "The fleet's api key." },
        adminToken: { type: 'http', scheme: 'bearer', description: "The operator's token." },
        sessionToken: { type: 'http', scheme: 'bearer', description: "A member's session token." },
        sessionCookie: {
          type: 'apiKey',
          in: 'cookie',
          name: SESSION_COOKIE,
          description: 'Set by the link of a session. With it, only our own page may write.',
        },
        fleetId: { type: 'apiKey', in: 'header', name: 'X-Pitcrew-Fleet' },
        fleetSignature: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Pitcrew-Signature',
          description: 't=<unix>,v1=<hex hmac-sha256 of "t.body" under the api key of the fleet>, within 5 minutes.',
        },
      },
    },
  });
}

function describe(described: Operation): ZodOpenApiOperationObject {
  const names = [...described.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const tag = described.path.split('/').findLast((part) => part !== '' && !part.startsWith(':')) ?? '';
  const operation: ZodOpenApiOperationObject = {
    operationId: described.name,
    summary: described.summary,
    tags: [tag],
    security: PROOFS[described.access],
    responses: { ...answers(described), ...refusals(described, names.length > 0) },
  };
  const params = {
    ...(names.length > 0 && { path: z.object(Object.fromEntries(names.map((name) => [name, idSchema]))) }),
    ...(described.query !== undefined && { query: described.query as z.ZodObject }),
  };
  if (Object.keys(params).length > 0) operation.requestParams = params;
  if (described.body !== undefined) {
    operation.requestBody = { required: true, content: { 'application/json': { schema: described.body } } };
  }
  return operation;
}

function answers(described: Operation): Responses {
  const entries = Object.entries(described.answers).map(([status, { what, schema, type = 'application/json' }]) => {
    const content = schema && { content: { [type]: { schema } } };
    return [status, { description: what, ...content }];
  });
  return Object.fromEntries(entries) as Responses;
}

/** Every refusal that the wrapper or the operation can give, those of one status together. */
function refusals(described: Operation, hasIds: boolean): Responses {
  const codes = new Set<ProblemCode>([...ALWAYS, ...(described.refusals ?? [])]);
  if (described.access === 'operator') codes.add('OPERATOR_ONLY');
  else if (described.access === 'fleet-or-operator') codes.add('OTHER_FLEET');
  else codes.add(described.access === 'session' ? 'FOREIGN_ORIGIN' : 'FLEET_ONLY');
  if (described.access === 'fleet') codes.add('OTHER_FLEET');
  if (hasIds) codes.add('NOT_FOUND');
  if (hasIds && described.method === 'PUT') codes.add('INVALID_ID');
  if (described.query !== undefined) codes.add('INVALID_QUERY');
  if (described.body !== undefined) {
    for (const code of ['INVALID_JSON', 'INVALID_BODY', 'TOO_LARGE', 'UNSUPPORTED_ENCODING'] as const) codes.add(code);
  }
  const content = { 'application/problem+json': { schema: problemSchema } };
  const statuses = [...new Set([...codes].map((code) => PROBLEMS[code][0]))];
  const entries = statuses.map((status) => {
    const group = [...codes].filter((code) => PROBLEMS[code][0] === status);
    return [status, { description: group.map((code) => `${code}: ${PROBLEMS[code][1]}`).join(' '), content }];
  });
  return Object.fromEntries(entries) as Responses;
}
