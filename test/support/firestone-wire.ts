import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reply as it came over the wire. */
export interface WireReply {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- wire tests compare literal JSON
  readonly json: any;
}

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<WireReply>;

/** Asks for a token with the sample credentials. */
export async function fetchToken(url: string, secret = 'sample-firestone-secret'): Promise<WireReply> {
  const form = { grant_type: 'client_credentials', client_id: 'sample-firestone-client', client_secret: secret };
  const reply = await fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  return { status: reply.status, json: await reply.json() };
}

/** Calls by plain fetch, with a token that is fetched now. */
export async function signIn(url: string): Promise<Call> {
  const { json } = await fetchToken(url);
  return async (method, path, body, headers = {}) => {
    const reply = await fetch(url + path, {
      method,
      headers: { Authorization: `Bearer ${json.access_token}`, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: reply.status, json: await reply.json() };
  };
}

/** A booking's body that the contract accepts. */
export function bookingBody(storeNumber: string, slotId: string, callbackUrl = 'http://127.0.0.1:9/none') {
  return {
    storeNumber,
    slotId,
    service: 'BATT',
    vehicle: { vin: '1FTFW1E5XNFA00000', year: 2022, make: 'Ford', model: 'E-Transit', plate: 'IL 44-120' },
    customer: { fleet: 'Acme', contactName: 'Dana Reyes', phone: '+13125550100' },
    workOrder: {
      number: 'WO-7Q2K9M4X',
      po: 'PO-7Q2K9M4X',
      issue: '12 V battery at 58 %',
      service: 'BATTERY_12V',
      faultCodes: ['P0562'],
      notToExceed: { amount: 226.8, currency: 'USD' },
    },
    callbackUrl,
  };
}

export interface Received {
  readonly signature: string;
  readonly body: string;
}

/** A callback that answers with the given statuses in turn, then 204. */
export async function startCallback(statuses: number[] = []) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      received.push({ signature: String(request.headers['x-firestone-signature']), body });
      response.writeHead(statuses.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    received,
    close: () => new Promise<void>((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  };
}

/** Whether a signature is right, worked out from the contract's words alone. */
export function isSigned({ signature, body }: Received, secret = 'sample-firestone-webhook-secret'): boolean {
  const match = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature);
  const fresh = match && Math.abs(Date.now() / 1000 - Number(match[1])) < 300;
  return Boolean(fresh && createHmac('sha256', secret).update(`${match[1]}.${body}`).digest('hex') === match[2]);
}
