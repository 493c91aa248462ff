/** What a table says for `key`; undefined also for words such as `constructor` that every object knows. */
export function ownValue<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
