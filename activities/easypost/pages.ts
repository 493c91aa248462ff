import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { isSystemError } from '../errors/system-error.ts';
import { unreadableAnswer } from './errors.ts';
import type { Rows } from './rows.ts';
import { FIRST_PAGE, PAGE_SIZE } from './decisions.ts';
import type { Transport } from './transport.ts';

const USUAL_WAIT_MS = 1_000;
/** An EasyPost that asks for more is left alone: the whole reading comes again later. */
const LONGEST_WAIT_MS = 5_000;
const MOST_TRIES = 5;

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
    const { rows, wrong } = await readPage(transport, listing, query);
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

/**
 * One page. A listing of many pages meets EasyPost's limit of calls sooner or later: it waits as it is told and goes on
 * with the same page, since beginning again would meet the limit again.
 */
async function readPage<T>(
  transport: Transport,
  { path, schema }: Listing<T>,
  query: NonNullable<Listing<T>['query']>,
): Promise<Rows<T>> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transport.read({ method: 'GET', path, query }, schema);
    } catch (error) {
      if (!isSystemError(error, 'rate_limited') || tries === MOST_TRIES) throw error;
      const wait = error.retryAfterMs ?? USUAL_WAIT_MS;
      if (wait > LONGEST_WAIT_MS) throw error;
      await sleep(wait);
    }
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
