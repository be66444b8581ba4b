import type { z } from 'zod';
import type { RawResponse } from '../../../src/app/ports/http.ts';
import type { Operation } from '../operation.ts';
import { listOf } from '../wire/fields.ts';

/** What the operations on directory entries answer, for openapi.json. */
export const entity = (schema: z.ZodType): Operation['answers'] => ({ 200: { what: 'The entity.', schema } });

export const written = (schema: z.ZodType): Operation['answers'] => ({
  200: { what: 'It replaced the one that was there.', schema },
  201: { what: 'It is new.', schema },
});

export const list = (schema: z.ZodType): Operation['answers'] => ({
  200: { what: 'A page, ordered by id.', schema: listOf(schema) },
});

export const deleted: Operation['answers'] = { 204: { what: 'It is gone.' } };

export const NO_CONTENT: RawResponse = { status: 204 };
