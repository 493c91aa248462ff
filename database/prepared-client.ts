import pg from 'pg';

/** More texts than this in one process come from statements of changing length, which are not worth preparing. */
const MOST_NAMES = 500;
const LONGEST_TEXT = 6_000;

/** `select *`, `orders.*`: all columns, unlike a product or `count(*)`. */
const ALL_COLUMNS = /(?:\.|,\s*|\bselect\s+|\breturning\s+)\*/i;

const names = new Map<string, string>();

/**
 * The name under which PostgreSQL is to keep a statement, or null. One for all columns has none: prepared, it fails once
 * a migration adds a column, as long as the connection lives.
 */
export function statementName(text: string): string | null {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= MOST_NAMES || text.length > LONGEST_TEXT || ALL_COLUMNS.test(text)) return null;
  const name = `cartway_${names.size + 1}`;
  names.set(text, name);
  return name;
}

type Query = (...given: unknown[]) => Promise<pg.QueryResult>;

/** A client that has PostgreSQL parse and plan a statement with parameters once for each connection, not each time. */
export class PreparedClient extends pg.Client {
  override query = ((first: unknown, values?: unknown, ...rest: unknown[]) => {
    const query = super.query.bind(this) as Query;
    const name = typeof first === 'string' && Array.isArray(values) && values.length > 0 ? statementName(first) : null;
    return name === null ? query(first, values, ...rest) : query({ name, text: first, values }, ...rest);
  }) as pg.Client['query'];
}
