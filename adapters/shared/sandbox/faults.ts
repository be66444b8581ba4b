/**
 * What a sandbox can do wrong to order. `before` and `after` mean before or after the request took effect:
 * `drop` cuts the TCP connection, `timeout` never answers; `error500` comes before the effect, `malformed`
 * (broken JSON) and `wrong-type` (valid, one field of a wrong type) after it.
 */
export const FAULT_KINDS = [
  'error500',
  'drop-before',
  'drop-after',
  'timeout-before',
  'timeout-after',
  'malformed',
  'wrong-type',
  'slow',
  'rate-limit',
  'token-expired',
  'stolen-slot',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** Kinds that a network must carry out itself, and does only on the operations it names for them. */
export const SPECIAL_KINDS: readonly FaultKind[] = ['token-expired', 'stolen-slot'];

export interface FaultRule {
  readonly kind: FaultKind | 'down';
  /** Share of the requests that it hits, 0 to 1; for `down` the seconds from now. */
  readonly rate: number;
  /** Only these operations; absent: all. */
  readonly operations?: readonly string[];
  /** Stops after this many hits; absent: never. */
  readonly times?: number;
}

/** A text such as `error500=0.1,book:drop-after=1x2,down=60`, or the rules it stands for. */
export type FaultSpec = string | readonly FaultRule[];

const RULE = /^(?:([a-z0-9|-]+):)?([a-z0-9-]+)=(\d+(?:\.\d+)?|\.\d+)(?:x(\d+))?$/i;

/**
 * Reads `kind=rate,…`. Two extensions: `operation:kind=rate` (several operations joined by `|`) limits a fault to
 * these operations, and `kind=ratexN` ends it after N hits.
 * @throws Error with a sentence that names the part, when a kind, an operation or a figure is wrong.
 */
export function parseFaults(text: string, operations?: readonly string[]): FaultRule[] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.map((part) => parseRule(part, operations));
}

function parseRule(part: string, known: readonly string[] | undefined): FaultRule {
  const [, names, kind = '', figure = '', times] = RULE.exec(part) ?? [];
  if (kind === '') throw new Error(`The fault '${part}' is not of the form kind=rate, such as error500=0.1.`);
  if (kind !== 'down' && !(FAULT_KINDS as readonly string[]).includes(kind)) {
    throw new Error(`There is no fault '${kind}'; there are ${FAULT_KINDS.join(', ')} and down=SECONDS.`);
  }
  const rate = Number(figure);
  if (kind !== 'down' && rate > 1) throw new Error(`The rate of '${part}' is above 1; it is a share from 0 to 1.`);
  if (times !== undefined && Number(times) < 1) throw new Error(`The count of '${part}' must be at least 1.`);
  const limited = names?.split('|');
  for (const name of limited ?? []) {
    if (known && !known.includes(name)) {
      throw new Error(`There is no operation '${name}' in '${part}'; there are ${known.join(', ')}.`);
    }
  }
  return {
    kind: kind as FaultRule['kind'],
    rate,
    ...(limited ? { operations: limited } : {}),
    ...(times !== undefined ? { times: Number(times) } : {}),
  };
}
