import type { ServerResponse } from 'node:http';
import type { Asked, Odd } from './odd-server.ts';
import { json } from './odd-server.ts';

/** `GET /jobs` to the letter; the second is none that we book. */
export const jobs = () => [
  { jobCode: 'BATT', minutes: 60, priceCents: 15999 },
  { jobCode: 'WASH', minutes: 'a while' },
];

/** A search's reply to the letter: Monday 2026-11-23 in New York. */
export const found = () => ({
  generated: Date.parse('2026-11-22T15:00:05Z'),
  stores: {
    '0412': {
      tz: 'America/New_York',
      stepMinutes: 30,
      days: { '2026-11-23': { '0900': 2, '0930': 0, '1000': 1 } as Record<string, unknown> },
    },
  },
});

export const held = (token = 'h-1') => ({ holdToken: token, expiresAt: Date.parse('2026-11-22T15:09:05Z') });
export const booked = (apptId = 'PB-99183') => ({ apptId, state: 'BOOKED' });

/** An appointment on Monday at nine. */
export const item = (more: object = {}) => ({
  apptId: 'PB-99183',
  clientRef: 'booking-1/1',
  storeId: '0412',
  date: '2026-11-23',
  time: '0900',
  state: 'BOOKED',
  changed: Date.parse('2026-11-22T15:04:10Z'),
  ...more,
});

export type Reply = [status: number, body: unknown] | 'cut' | 'nothing';

export function give(response: ServerResponse, reply: Reply): void {
  if (reply === 'cut') response.destroy();
  else if (reply !== 'nothing') json(response, reply[0], reply[1]);
}

/** What a request asks for: `search`, `jobs`, `hold`, `confirm h-1`, `lookup`, `poll`, `cancel PB-1`. */
export function nameOf({ path, query }: Asked): string {
  if (path === '/appointments') return query.has('clientRef') ? 'lookup' : 'poll';
  const [, root = '', id = '', verb] = path.split('/');
  if (verb !== undefined) return `${verb} ${id}`;
  return { scheduling: 'search', holds: 'hold' }[root] ?? root;
}

/** A shop that answers each kind of request with its replies in turn, the last one again and again; else by the letter. */
export function shopWith(replies: Record<string, Reply[]>): Odd {
  const usual: Record<string, Reply> = {
    jobs: [200, jobs()],
    search: [200, found()],
    hold: [200, held()],
    confirm: [200, booked()],
    lookup: [200, []],
    poll: [200, { items: [], cursor: null }],
    cancel: [200, { apptId: 'PB-99183', state: 'CANCELED' }],
  };
  return (asked, response) => {
    const kind = nameOf(asked).split(' ')[0] ?? '';
    const own = replies[kind];
    const reply = own && own.length > 1 ? own.shift() : own?.[0];
    give(response, reply ?? usual[kind] ?? [404, { error: 'nothing here' }]);
  };
}
