import type { Context } from 'hono';

type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 422 | 429 | 500 | 504;

/** An RFC 9457 answer with a `code` that programs can tell apart. */
export function problem<S extends ProblemStatus>(c: Context, status: S, code: string, title: string, detail?: string) {
  const body = { type: 'about:blank', title, status, code, ...(detail === undefined ? {} : { detail }) };
  return c.json(body, status, { 'content-type': 'application/problem+json' });
}
