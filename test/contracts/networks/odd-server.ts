import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Odd = (asked: Asked, response: ServerResponse) => void;

/** A server on loopback that keeps Firestone's contract as far as the token goes, and is as odd as it is told for the rest. */
export async function startOdd(odd: Odd, token?: Odd) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://odd');
      const { method = 'GET', headers } = request;
      const one: Asked = { method, path: url.pathname, query: url.searchParams, headers, body };
      asked.push(one);
      response.on('error', () => undefined);
      if (url.pathname.endsWith('/oauth/token')) (token ?? giveToken)(one, response);
      else odd(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    paths: () => asked.map(({ method, path }) => `${method} ${path}`),
    close: () => new Promise<void>((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  };
}

let issued = 0;
const giveToken: Odd = (_asked, response) =>
  json(response, 200, { access_token: `token-${++issued}`, token_type: 'Bearer', expires_in: 900 });

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** An availability reply to the letter: Monday 2026-11-23, one slot at 09:00. */
export const availability = () => ({
  storeNumber: '023845',
  timeZone: 'America/Chicago',
  asOf: '2026-11-22T15:00:05Z',
  days: [
    {
      date: '2026-11-23',
      dropOff: { from: '07:00', to: '10:00' },
      slots: [
        { slotId: 's-8841', start: '09:00', end: '10:30', baysOpen: 2, estimate: { amount: 189.0, currency: 'USD' } },
      ],
    },
  ],
});

/** A store to the letter. */
export const store = (storeNumber = '023845') => ({
  storeNumber,
  name: 'Firestone Complete Auto Care',
  address: { line1: '1558 S Wabash Ave', city: 'Chicago', state: 'IL', postalCode: '60605' },
  geo: { lat: 41.86, lng: -87.63 },
  timeZone: 'America/Chicago',
  phone: '(312) 662-1553',
  services: ['BATT', 'BRK', 'OIL', 'TIRE', 'DIAG', 'HOVER'],
  certifications: ['ASE'],
  maxGvwrLb: 14000,
  bookingPage: 'https://www.firestone.example/schedule/023845',
  cancelFee: { amount: 30.0, currency: 'USD', beforeHours: 24 },
});

/** What a 201 brings, to the letter. */
export const booked = () => ({ confirmation: 'FCAC-77120', status: 'CONFIRMED', start: '2026-11-23T09:00:00-06:00' });
