import { asFleetId } from '../../../src/domain/ids.ts';
import type { HttpDeps } from '../deps.ts';
import { operation, type Operation } from '../operation.ts';
import { json, problem } from '../problem.ts';
import { pageQuery } from '../wire/fields.ts';
import { fleetBody, fleetView, showFleet, toFleet } from '../wire/fleet.ts';
import { deleted, entity, list, NO_CONTENT, written } from './answers.ts';
import { hasOpenCase } from './in-use.ts';

const KEY_BYTES = 32;

/** Fleets, for the operator. */
export function fleetOperations({ directory, bookings, ids }: HttpDeps): readonly Operation[] {
  const path = '/v1/fleets/:fleetId';
  return [
    operation({
      method: 'GET',
      path: '/v1/fleets',
      name: 'listFleets',
      summary: 'All fleets.',
      access: 'operator',
      query: pageQuery,
      answers: list(fleetView),
      async handle({ query }) {
        const page = await directory.fleets(query.cursor, query.limit);
        return json(200, { ...page, items: page.items.map(showFleet) });
      },
    }),
    operation({
      method: 'GET',
      path,
      name: 'getFleet',
      summary: 'One fleet.',
      access: 'operator',
      answers: entity(fleetView),
      async handle(call) {
        const fleet = await directory.fleet(asFleetId(call.id('fleetId')));
        return fleet === undefined ? problem('NOT_FOUND') : json(200, showFleet(fleet));
      },
    }),
    operation({
      method: 'PUT',
      path,
      name: 'putFleet',
      summary: 'Make or replace a fleet. A new one gets its api key, shown once; a replaced one keeps its own.',
      access: 'operator',
      body: fleetBody,
      answers: written(fleetView),
      async handle(call) {
        const fleet = toFleet(asFleetId(call.id('fleetId')), call.body);
        const apiKey = `pitcrew_${ids.secret(KEY_BYTES)}`;
        const outcome = await directory.putFleet(fleet, apiKey);
        return outcome === 'created' ? json(201, { ...showFleet(fleet), apiKey }) : json(200, showFleet(fleet));
      },
    }),
    operation({
      method: 'DELETE',
      path,
      name: 'deleteFleet',
      summary: 'Delete a fleet without open cases, with its members and vehicles.',
      access: 'operator',
      answers: deleted,
      refusals: ['IN_USE'],
      async handle(call) {
        const fleetId = asFleetId(call.id('fleetId'));
        if (await hasOpenCase(bookings, fleetId)) return problem('IN_USE');
        return (await directory.deleteFleet(fleetId)) ? NO_CONTENT : problem('NOT_FOUND');
      },
    }),
  ];
}
