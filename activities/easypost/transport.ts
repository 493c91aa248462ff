import type { z } from 'zod';
import type { HttpClient } from '../http/http-client.ts';
import { castAnswer, unreadableAnswer, type CallInfo } from './errors.ts';
import { ModeMismatchError, modesIn } from './mode.ts';
import { describeIssues } from './rows.ts';
import type { EasypostMode } from './types.ts';

export interface Connection {
  http: HttpClient;
  /** `https://…/fulfillment/vendor/v2`, with or without a slash at the end. */
  baseUrl: string;
  apiKey: string;
  /** Null: whatever mode the key has (probing a key). */
  mode: EasypostMode | null;
  timeoutMs: number;
}

export interface Call {
  method: 'GET' | 'POST' | 'DELETE';
  /** Relative, parts already encoded: `orders/order_…`. */
  path: string;
  query?: readonly (readonly [string, string])[];
  body?: unknown;
  /** Default: the connection's. */
  timeoutMs?: number;
  /** Answers of the other mode are read, too. */
  anyMode?: boolean;
}

/** Sends calls with the account's key, and reads their answers. */
export interface Transport {
  readonly mode: EasypostMode | null;
  /** The modes that answers have shown so far; only the wanted one, unless none is wanted. */
  modesSeen(): ReadonlySet<string>;
  /** Rejects with a `SystemError`; a success that `schema` cannot read is `unavailable`. */
  read<T>(call: Call, schema: z.ZodType<T>): Promise<T>;
  /** Like {@link read}, for calls whose answer's body nobody needs. */
  run(call: Call): Promise<void>;
}

function urlOf(baseUrl: string, call: Call): URL {
  const url = new URL(call.path, baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
  for (const [name, value] of call.query ?? []) url.searchParams.append(name, value);
  return url;
}

function parseJson(text: string): { ok: true; body: unknown } | { ok: false } {
  try {
    return { ok: true, body: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

function idOf(body: unknown): string | null {
  const id = (body as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? id : null;
}

/** `seen` collects the modes that answers show; connections of the same key may share it. */
export function createTransport(connection: Connection, seen: Set<string> = new Set()): Transport {
  const { http, baseUrl, apiKey, mode } = connection;
  const authorization = `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`;

  async function send(call: Call): Promise<{ info: CallInfo; status: number; text: string }> {
    const url = urlOf(baseUrl, call);
    const info = { call: `${call.method} ${url.pathname}`, creates: call.method === 'POST' };
    const answer = await http.send({
      system: 'easypost',
      method: call.method,
      url,
      headers: { authorization },
      ...(call.body === undefined ? {} : { body: call.body }),
      timeoutMs: call.timeoutMs ?? connection.timeoutMs,
      ...(call.method === 'GET' ? {} : { isWrite: true }),
    });
    if (answer.status < 200 || answer.status > 299) throw castAnswer(info, answer, apiKey);
    return { info, status: answer.status, text: answer.text };
  }

  function checkMode(info: CallInfo, body: unknown): void {
    for (const found of modesIn(body)) {
      if (mode === null || found === mode) {
        seen.add(found);
        continue;
      }
      const orderId = info.creates ? idOf(body) : null;
      throw new ModeMismatchError({ call: info.call, reached: 'yes', wanted: mode, seen: found, orderId });
    }
  }

  return {
    mode,
    modesSeen: () => seen,
    async read(call, schema) {
      const { info, status, text } = await send(call);
      const json = parseJson(text);
      if (!json.ok) throw unreadableAnswer(info, status, 'the answer is not JSON');
      if (!call.anyMode) checkMode(info, json.body);
      const parsed = schema.safeParse(json.body);
      if (!parsed.success) throw unreadableAnswer(info, status, describeIssues(parsed.error));
      return parsed.data;
    },
    async run(call) {
      await send(call);
    },
  };
}
