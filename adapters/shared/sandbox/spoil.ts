/** The text cut in its middle, so that it no longer parses. */
export function cutInHalf(text: string): string {
  return text.slice(0, Math.floor(text.length / 2));
}

type Place = { readonly holder: Record<string, unknown> | unknown[]; readonly key: string | number };

/** A copy of a JSON value with one field of a wrong type, chosen by `pick` (0 to 1). */
export function withOneWrongType(body: unknown, pick: number): unknown {
  const copy: unknown = structuredClone(body);
  const places: Place[] = [];
  collect(copy, places);
  const place = places[Math.floor(pick * places.length)];
  if (!place) return 'not what was asked for';
  const holder = place.holder as Record<string | number, unknown>;
  holder[place.key] = otherType(holder[place.key]);
  return copy;
}

function collect(value: unknown, places: Place[]): void {
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) collect(item, places);
  } else if (value !== null && typeof value === 'object') {
    const holder = value as Record<string, unknown>;
    for (const key of Object.keys(holder)) {
      places.push({ holder, key });
      collect(holder[key], places);
    }
  }
}

function otherType(value: unknown): unknown {
  if (typeof value === 'string') return 12345;
  if (typeof value === 'number') return `${value} (about)`;
  return typeof value === 'boolean' || value === null ? { wrong: true } : 'many';
}
