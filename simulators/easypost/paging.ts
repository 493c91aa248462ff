import { ApiError } from './api-error.ts';
import type { Behaviour } from './decisions.ts';

function whole(query: URLSearchParams, name: string, least: number): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (text !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw new ApiError('invalid', [{ field: name, message: `must be a whole number of at least ${least}` }]);
}

/** The rows that `limit, offset, page, per_page` ask for; rows come newest first. Own decision on every point (§10). */
export function pageOf<T>(
  rows: Iterable<T>,
  query: URLSearchParams,
  behaviour: Behaviour,
  shown: (row: T) => boolean = () => true,
): T[] {
  const wanted = whole(query, 'per_page', 1) ?? whole(query, 'limit', 1) ?? behaviour.defaultPageSize;
  const size = Math.min(wanted, behaviour.maxPageSize);
  const page = whole(query, 'page', 0);
  const offset = whole(query, 'offset', 0);
  const byPage = page === undefined ? undefined : Math.max(0, page - behaviour.firstPage) * size;
  const start = (behaviour.pagedBy === 'page' ? (byPage ?? offset) : (offset ?? byPage)) ?? 0;
  return newestOf(rows, shown, start, size);
}

/** Rows `start` to `start + size` from the end, of those that are shown; a list is not copied for it. */
function newestOf<T>(rows: Iterable<T>, shown: (row: T) => boolean, start: number, size: number): T[] {
  const list = Array.isArray(rows) ? (rows as readonly T[]) : [...rows];
  const page: T[] = [];
  let toSkip = start;
  for (let index = list.length - 1; index >= 0 && page.length < size; index -= 1) {
    const row = list[index] as T;
    if (!shown(row)) continue;
    if (toSkip > 0) toSkip -= 1;
    else page.push(row);
  }
  return page;
}
