/** Rows with their columns one below the other; those named in `right` are set to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)));
  const lines = all.map((row) =>
    widths.map((width, i) => (right.includes(i) ? (row[i] ?? '').padStart(width) : (row[i] ?? '').padEnd(width))),
  );
  return lines.map((cells) => cells.join('  ').trimEnd()).join('\n');
}

/** One line of CSV (RFC 4180). */
export const csvLine = (values: readonly (string | number)[]): string =>
  values.map((value) => quoted(String(value))).join(',');

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
