import { randomUUID } from 'node:crypto';
import { ID_PREFIX } from './decisions.ts';
import type { Book, Stamp } from './state.ts';

/** Prefix, `_` and 32 hex digits (easypost.md §1). Not randomBytes: each call of it asks the kernel. */
export function newId(kind: keyof typeof ID_PREFIX): string {
  return `${ID_PREFIX[kind]}_${randomUUID().replaceAll('-', '')}`;
}

/** Own decision: timestamps are seconds. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

export function stamp(book: Pick<Book, 'mode'>, kind: keyof typeof ID_PREFIX): Stamp {
  const now = nowSeconds();
  return { id: newId(kind), mode: book.mode, created_at: now, updated_at: now };
}

export function touch(thing: Stamp): void {
  thing.updated_at = nowSeconds();
}
