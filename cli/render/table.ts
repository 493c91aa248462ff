/** Wide and combining characters take other room than one column; close enough for lists is what counts here. */
function width(text: string): number {
  return [...text].length;
}

/** Columns under their headings, as wide as they need; the last one is not padded. `empty` stands where there are no rows. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], empty: string): string {
  if (rows.length === 0) return empty;
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => width(row[column] ?? ''))));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}

/** `1 order`, `2 orders`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}
