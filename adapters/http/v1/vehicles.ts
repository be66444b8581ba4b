import { asFleetId, asVehicleId } from '../../../src/domain/ids.ts';
import type { HttpDeps } from '../deps.ts';
import { operation, type Call, type Operation } from '../operation.ts';
import { json, problem } from '../problem.ts';
import { pageQuery } from '../wire/fields.ts';
import { toVehicle, vehicleBody, vehicleView } from '../wire/vehicle.ts';
import { doubtOf } from '../wire/vin.ts';
import { deleted, entity, list, NO_CONTENT, written } from './answers.ts';
import { hasOpenCase } from './in-use.ts';

const idsOf = (call: Pick<Call<unknown, unknown>, 'id'>) =>
  [asFleetId(call.id('fleetId')), asVehicleId(call.id('vehicleId'))] as const;

/** The vehicles of a fleet, for the operator. */
export function vehicleOperations({ directory, bookings, log }: HttpDeps): readonly Operation[] {
  const path = '/v1/fleets/:fleetId/vehicles/:vehicleId';
  return [
    operation({
      method: 'GET',
      path: '/v1/fleets/:fleetId/vehicles',
      name: 'listVehicles',
      summary: "A fleet's vehicles.",
      access: 'operator',
      query: pageQuery,
      answers: list(vehicleView),
      async handle(call) {
        const fleetId = asFleetId(call.id('fleetId'));
        if ((await directory.fleet(fleetId)) === undefined) return problem('NOT_FOUND');
        return json(200, await directory.vehicles(fleetId, call.query.cursor, call.query.limit));
      },
    }),
    operation({
      method: 'GET',
      path,
      name: 'getVehicle',
      summary: 'One vehicle.',
      access: 'operator',
      answers: entity(vehicleView),
      async handle(call) {
        const vehicle = await directory.vehicle(...idsOf(call));
        return vehicle === undefined ? problem('NOT_FOUND') : json(200, vehicle);
      },
    }),
    operation({
      method: 'PUT',
      path,
      name: 'putVehicle',
      summary: 'Make or replace a vehicle.',
      access: 'operator',
      body: vehicleBody,
      answers: written(vehicleView),
      async handle(call) {
        const [fleetId, vehicleId] = idsOf(call);
        if ((await directory.fleet(fleetId)) === undefined) return problem('NOT_FOUND');
        const vehicle = toVehicle(fleetId, vehicleId, call.body);
        const status = (await directory.putVehicle(vehicle)) === 'created' ? 201 : 200;
        const doubt = doubtOf(vehicle.vin);
        if (doubt === undefined) return json(status, vehicle);
        log.warn({ fleetId, vehicleId }, doubt);
        return json(status, { ...vehicle, warnings: [doubt] });
      },
    }),
    operation({
      method: 'DELETE',
      path,
      name: 'deleteVehicle',
      summary: 'Delete a vehicle without open cases.',
      access: 'operator',
      answers: deleted,
      refusals: ['IN_USE'],
      async handle(call) {
        const [fleetId, vehicleId] = idsOf(call);
        if (await hasOpenCase(bookings, fleetId, vehicleId)) return problem('IN_USE');
        return (await directory.deleteVehicle(fleetId, vehicleId)) ? NO_CONTENT : problem('NOT_FOUND');
      },
    }),
  ];
}
