import type { Context } from 'hono';
import { ApiError } from './api-error.ts';
import type { Book } from './state.ts';

/** What every route gets: the data of the key that calls. */
export interface ApiEnv {
  Variables: { book: Book };
}

/** A JSON body, or `{}` where there is none. */
export async function readBody(c: Context): Promise<Record<string, unknown>> {
  const text = await c.req.text();
  if (text.trim() === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    throw new ApiError('badRequest', [{ field: '', message: 'the body is not JSON' }]);
  }
  throw new ApiError('badRequest', [{ field: '', message: 'the body is not an object' }]);
}

export function found<T>(thing: T | undefined): T {
  if (thing === undefined) throw new ApiError('notFound');
  return thing;
}
