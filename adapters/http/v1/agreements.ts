import type { HttpDeps } from '../deps.ts';
import { operation, type Operation } from '../operation.ts';
import { json, problem } from '../problem.ts';
import { agreementBody, agreementView, toAgreement } from '../wire/agreement.ts';
import { pageQuery } from '../wire/fields.ts';
import { deleted, entity, list, NO_CONTENT, written } from './answers.ts';

/** What the networks pay for completed bookings, for the operator. Lines of the commission ledger that are there stay as they are. */
export function agreementOperations({ directory }: HttpDeps): readonly Operation[] {
  const path = '/v1/agreements/:network';
  return [
    operation({
      method: 'GET',
      path: '/v1/agreements',
      name: 'listAgreements',
      summary: 'All commission agreements.',
      access: 'operator',
      query: pageQuery,
      answers: list(agreementView),
      async handle({ query }) {
        return json(200, await directory.agreements(query.cursor, query.limit));
      },
    }),
    operation({
      method: 'GET',
      path,
      name: 'getAgreement',
      summary: 'The commission agreement with one network.',
      access: 'operator',
      answers: entity(agreementView),
      async handle(call) {
        const agreement = await directory.agreement(call.id('network'));
        return agreement === undefined ? problem('NOT_FOUND') : json(200, agreement);
      },
    }),
    operation({
      method: 'PUT',
      path,
      name: 'putAgreement',
      summary: 'Make or replace the agreement with a network. It counts for what completes from then on.',
      access: 'operator',
      body: agreementBody,
      answers: written(agreementView),
      async handle(call) {
        const agreement = toAgreement(call.id('network'), call.body);
        const outcome = await directory.putAgreement(agreement);
        return json(outcome === 'created' ? 201 : 200, agreement);
      },
    }),
    operation({
      method: 'DELETE',
      path,
      name: 'deleteAgreement',
      summary: 'Delete the agreement with a network: what completes from then on earns nothing.',
      access: 'operator',
      answers: deleted,
      async handle(call) {
        return (await directory.deleteAgreement(call.id('network'))) ? NO_CONTENT : problem('NOT_FOUND');
      },
    }),
  ];
}
