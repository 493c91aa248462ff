import type { Context } from 'hono';
import { z } from 'zod';
import { NotPossible } from './shipping.ts';

/** Reads a control call's body; `NotPossible` names what is wrong with it. */
export async function readControl<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  try {
    return schema.parse(text === '' ? {} : JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : 'the body is not JSON';
    throw new NotPossible(`${c.req.path}: ${reason}`);
  }
}

/** The key that the query names. */
export function keyParam(c: Context): string {
  const key = c.req.query('key');
  if (!key) throw new NotPossible('the query needs key=<test or production key>');
  return key;
}
