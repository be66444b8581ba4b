import { WAYS } from './four-channels.ts';
import type { FourChannels, Way } from './four-channels.ts';
import { WITHIN_MS, moved, recordOf } from './race.ts';
import type { Race } from './race.ts';

/** Everything that is not as it should be after a race, each in a sentence; nothing is best. */
export function judge(four: FourChannels, race: Race): readonly string[] {
  const { booking, plan, told } = race;
  const { phase, history, bookingId } = booking;
  const found: string[] = [];
  const check = (holds: boolean, what: string) => void (holds || found.push(`Round ${race.round}: ${what}`));

  const movers = history.filter(({ from, actor }) => from === 'offered' && actor.kind === 'member');
  check(movers.length === 1, `${movers.length} of the four moved the offer, not one`);
  const winner = movers[0]?.actor.channel as Way | undefined;
  const won = winner && plan.acts[winner];
  const slot = won?.intent === 'choose-slot' ? won.slot : undefined;
  const isCalledOff = history.some(({ to }) => to === 'dismissed' || to === 'cancelled');
  if (plan.kind !== 'somebody calls it off') check(phase.state === 'scheduled', `it ended ${phase.state}`);

  const entries = four.world.shops.ledger().filter(({ reference }) => reference.startsWith(bookingId));
  const standing = entries.filter(({ status }) => status === 'CONFIRMED');
  check(entries.length <= 1, `the shops have ${entries.length} entries`);
  check(standing.length === (isCalledOff ? 0 : 1), `${standing.length} appointments stand at the shops`);
  for (const { store, start } of standing) {
    check(`firestone-${store}` === slot?.providerId, `the shop's entry is not at the winner's shop, but at ${store}`);
    check(Date.parse(start) === Date.parse(slot?.start ?? ''), `the shop's entry is not at the winner's time`);
  }

  // What stands, or stood before it was called off: by the shop's name or by the case's end.
  const names = [...(slot ? [slot.providerName] : []), ...(isCalledOff ? ['ismissed', 'ancelled'] : [])];
  const isNamed = (words: string) => names.some((name) => words.includes(name));
  for (const way of WAYS) {
    const act = plan.acts[way];
    const record = recordOf(booking, way);
    const hasMoved = moved(booking, way, act);
    const verdict = record?.result ?? 'nothing';
    // A choice that somebody called off while the shop was asked came to nothing, and its chooser may read so.
    const isLost = hasMoved && act.intent === 'choose-slot' && isCalledOff;
    const expected = isLost ? ['failed', 'done'] : hasMoved ? ['done', 'pending'] : ['absorbed', 'refused'];
    check(expected.includes(verdict), `${way} moved ${hasMoved} and has ${verdict} on record: ${record?.message}`);
    check(told[way].accepted === hasMoved || isLost, `${way} moved ${hasMoved}, but read: ${told[way].words}`);
    // Slack tells who moved it by the card alone.
    if (way !== 'slack' || !hasMoved) check(isNamed(told[way].words), `${way} read nothing true: ${told[way].words}`);
    if (hasMoved || act.intent !== 'choose-slot' || !slot || isCalledOff) continue;
    const isSame = act.slot.slotId === slot.slotId;
    check(
      verdict === (isSame ? 'absorbed' : 'refused'),
      `${way} wanted ${isSame ? 'the same' : 'another'}: ${verdict}`,
    );
  }

  for (const [where, card] of [
    ['Slack', four.slackCard(bookingId)],
    ['Teams', four.teamsCard(bookingId)],
  ] as const) {
    const text = JSON.stringify(card);
    check(!text.includes('choose-slot') && isNamed(text), `the card in ${where} does not show how it ended`);
  }
  return found;
}

/** What many races came to, for people. */
export function tableOf(seed: number, races: readonly Race[], seconds: number, findings: readonly string[]): string {
  const spreads = races.map(({ spreadMs }) => spreadMs);
  const rests = races.map(({ restMs }) => restMs);
  const rows = [
    ['seed', `${seed}`],
    [
      'races',
      `${races.length} in ${seconds.toFixed(0)} s, ${races.filter(isWithin).length} of them within ${WITHIN_MS} ms`,
    ],
    ['first to last click', figures(spreads)],
    ['kinds', counted(races.map(({ plan }) => plan.kind))],
    ['won by', counted(races.map(({ booking }) => booking.history.find(isFirst)?.actor.channel ?? 'nobody'))],
    ['ended', counted(races.map(({ booking: { phase } }) => phase.state))],
    ...WAYS.map((way) => [
      `by ${way}`,
      counted(races.map(({ booking }) => recordOf(booking, way)?.result ?? 'nothing')),
    ]),
    ['until all at rest', figures(rests)],
    ['findings', `${findings.length}`],
  ];
  return `\n${rows.map(([name = '', text]) => `  ${name.padEnd(20)}  ${text}`).join('\n')}\n\n`;
}

export const isWithin = ({ spreadMs }: Race): boolean => spreadMs <= WITHIN_MS;

const isFirst = ({ from, actor }: Race['booking']['history'][number]): boolean =>
  from === 'offered' && actor.kind === 'member';

function figures(all: readonly number[]): string {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (share: number) => `${Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0)} ms`;
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)}`;
}

function counted(all: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, n]) => `${n} ${name}`)
    .join(', ');
}
