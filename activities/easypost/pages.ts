import type { z } from 'zod';
import { FIRST_PAGE, PAGE_SIZE } from './decisions.ts';
import type { Transport } from './transport.ts';

export interface Listing<T> {
  path: string;
  schema: z.ZodType<T[]>;
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
 */
export async function* pagesOf<T>(transport: Transport, listing: Listing<T>): AsyncGenerator<T[]> {
  const known = new Set<string>();
  let size = listing.pageSize ?? PAGE_SIZE;
  for (let index = 0; ; index += 1) {
    const query = [...(listing.query ?? []), ...pageQuery(index, size)];
    const rows = await transport.read({ method: 'GET', path: listing.path, query }, listing.schema);
    const fresh = newRows(rows, known, listing.keyOf);
    if (fresh.length > 0) yield fresh;
    if (rows.length === 0 || (fresh.length === 0 && index !== 1)) return;
    if (index === 0) size = Math.min(size, rows.length);
  }
}

function newRows<T>(rows: readonly T[], known: Set<string>, keyOf: (row: T) => string): T[] {
  return rows.filter((row) => {
    const key = keyOf(row);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}
