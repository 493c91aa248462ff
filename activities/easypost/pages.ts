import type { z } from 'zod';
import { unreadableAnswer } from './errors.ts';
import type { Rows } from './rows.ts';
import { FIRST_PAGE, PAGE_SIZE } from './decisions.ts';
import type { Transport } from './transport.ts';

export interface Listing<T> {
  path: string;
  schema: z.ZodType<Rows<T>>;
  /** What makes two rows the same row. */
  keyOf(row: T): string;
  query?: readonly (readonly [string, string])[];
  /** Default: {@link PAGE_SIZE}. */
  pageSize?: number;
}

/** The four paging options, said so that page and offset mean the same rows whichever EasyPost heeds (§10). */
export function pageQuery(index: number, size: number): [string, string][] {
  return [
    ['limit', String(size)],
    ['per_page', String(size)],
    ['page', String(FIRST_PAGE + index)],
    ['offset', String(index * size)],
  ];
}

/**
 * Reads a list to its end, each row once, also while rows are added. The first page's length is the size of all
 * later ones, so a limit below ours skips nothing. An EasyPost that counts pages from 1 gives the first page twice.
 * A row that cannot be read does not keep the others back: the listing goes on without it, and rejects at its end.
 */
export async function* pagesOf<T>(transport: Transport, listing: Listing<T>): AsyncGenerator<T[]> {
  const known = new Set<string>();
  const unreadable: string[] = [];
  let size = listing.pageSize ?? PAGE_SIZE;
  for (let index = 0; ; index += 1) {
    const query = [...(listing.query ?? []), ...pageQuery(index, size)];
    const { rows, wrong } = await transport.read({ method: 'GET', path: listing.path, query }, listing.schema);
    const fresh = newRows(rows, known, listing.keyOf);
    const wrongIds = newRows(wrong, known, ({ id }) => `unreadable ${id}`).filter(({ id }) => id !== null);
    if (fresh.length > 0) yield fresh;
    unreadable.push(...wrong.map(({ reason }) => reason));
    const count = rows.length + wrong.length;
    if (count === 0 || (fresh.length + wrongIds.length === 0 && index !== 1)) break;
    if (index === 0) size = Math.min(size, count);
  }
  rejectUnreadable(listing.path, unreadable);
}

/** Whoever reads a list needs to know that it was not all. */
export function rejectUnreadable(path: string, reasons: readonly string[]): void {
  const [first] = reasons;
  if (first === undefined) return;
  const what = `${reasons.length} of the rows cannot be read, the first because of ${first}`;
  throw unreadableAnswer({ call: `GET ${path}`, creates: false }, 200, what);
}

function newRows<T>(rows: readonly T[], known: Set<string>, keyOf: (row: T) => string): T[] {
  return rows.filter((row) => {
    const key = keyOf(row);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}
