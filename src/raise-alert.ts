import { alertSchema } from './app/ports/alert-schema.ts';
import type { AlertInput } from './app/ports/alert-schema.ts';
import type { Api, RaisedAlert } from './app/ports/api.ts';
import { asFleetId } from './domain/ids.ts';

/** Why an alert was not taken, in the words of the problem that `POST /v1/alerts` would answer. */
export class AlertRefused extends Error {
  readonly code: 'INVALID_BODY' | 'UNKNOWN_FLEET' | 'UNKNOWN_VEHICLE';
  /** Each wrong field, dotted, and what would be right. */
  readonly errors: readonly { readonly path: string; readonly message: string }[];

  constructor(code: AlertRefused['code'], errors: AlertRefused['errors']) {
    super(errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; '));
    this.name = 'AlertRefused';
    this.code = code;
    this.errors = errors;
  }
}

/** A host's alert, checked and taken in. @throws AlertRefused for bad input, an unknown fleet or an unknown vehicle. */
export async function raiseAlert(api: Api, given: AlertInput & { readonly fleetId: string }): Promise<RaisedAlert> {
  const { fleetId, ...alert } = given;
  const parsed = alertSchema.safeParse(alert);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
    throw new AlertRefused('INVALID_BODY', errors);
  }
  const raised = await api.raiseAlert(asFleetId(fleetId), parsed.data);
  if (!raised.ok)
    throw new AlertRefused(raised.error.code, [{ path: raised.error.path, message: raised.error.message }]);
  return raised.value;
}
