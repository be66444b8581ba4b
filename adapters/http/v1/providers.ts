import { asProviderId } from '../../../src/domain/ids.ts';
import type { HttpDeps } from '../deps.ts';
import { operation, type Operation } from '../operation.ts';
import { json, problem } from '../problem.ts';
import { pageQuery } from '../wire/fields.ts';
import { providerBody, providerView, toProvider, unknownNetwork } from '../wire/provider.ts';
import { deleted, entity, list, NO_CONTENT, written } from './answers.ts';
import { providerInUse } from './in-use.ts';

/** The shops of all networks, for the operator. */
export function providerOperations({ directory, bookings, config }: HttpDeps): readonly Operation[] {
  const path = '/v1/providers/:providerId';
  return [
    operation({
      method: 'GET',
      path: '/v1/providers',
      name: 'listProviders',
      summary: 'All providers.',
      access: 'operator',
      query: pageQuery,
      answers: list(providerView),
      async handle({ query }) {
        return json(200, await directory.providers(query.cursor, query.limit));
      },
    }),
    operation({
      method: 'GET',
      path,
      name: 'getProvider',
      summary: 'One provider.',
      access: 'operator',
      answers: entity(providerView),
      async handle(call) {
        const provider = await directory.provider(asProviderId(call.id('providerId')));
        return provider === undefined ? problem('NOT_FOUND') : json(200, provider);
      },
    }),
    operation({
      method: 'PUT',
      path,
      name: 'putProvider',
      summary: 'Make or replace a provider. Its network and networkRef together are unique.',
      access: 'operator',
      body: providerBody,
      answers: written(providerView),
      refusals: ['DUPLICATE_NETWORK_REF'],
      async handle(call) {
        const known = config.networkNames;
        if (known && !known.includes(call.body.network)) {
          return problem('INVALID_BODY', { errors: [{ path: 'network', message: unknownNetwork(known) }] });
        }
        const provider = toProvider(asProviderId(call.id('providerId')), call.body);
        const outcome = await directory.putProvider(provider);
        if (outcome.ok) return json(outcome.value === 'created' ? 201 : 200, provider);
        const message = 'must be unique in its network; another provider has it';
        return problem('DUPLICATE_NETWORK_REF', {
          detail: `The provider ${outcome.error.providerId} has this network and networkRef.`,
          errors: [{ path: 'networkRef', message }],
        });
      },
    }),
    operation({
      method: 'DELETE',
      path,
      name: 'deleteProvider',
      summary: 'Delete a provider that no open case offers, asks, or has an appointment with.',
      access: 'operator',
      answers: deleted,
      refusals: ['IN_USE'],
      async handle(call) {
        const providerId = asProviderId(call.id('providerId'));
        if (await providerInUse(bookings, providerId)) return problem('IN_USE');
        return (await directory.deleteProvider(providerId)) ? NO_CONTENT : problem('NOT_FOUND');
      },
    }),
  ];
}
