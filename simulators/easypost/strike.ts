import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { envelope, refusalResponse } from './api-error.ts';
import type { Effect } from './faults.ts';
import { pickOrder } from './shipping.ts';
import type { Book, Order } from './state.ts';
import type { Timers } from './timers.ts';
import { findOrder, type World } from './world.ts';

const HTML = '<!doctype html><html><head><title>Gateway</title></head><body><h1>Something is wrong</h1></body></html>';

/** The API without faults. */
export type Api = (request: Request) => Promise<Response>;

/** How a fault ends a call; `path` is below the base address. */
type Striker = (effect: Effect, request: Request, env: HttpBindings, path: string) => Promise<Response>;

function drop(env: HttpBindings): Response {
  env.incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

/** Statuses that HTTP allows no body for. */
const WITHOUT_BODY = new Set([204, 205, 304]);

function textAnswer(status: number, body: string, contentType: string, more: Record<string, string> = {}): Response {
  const headers = { 'content-type': contentType, ...more };
  return new Response(WITHOUT_BODY.has(status) ? null : body, { status, headers });
}

function statusAnswer(world: World, effect: Extract<Effect, { kind: 'status' }>): Response {
  const { status, retryAfter, code = `STATUS.${status}`, message = 'A fault of the simulator.' } = effect;
  const body = JSON.stringify(envelope(world.behaviour, { code, message, errors: [] }));
  return textAnswer(
    status,
    body,
    'application/json',
    retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` },
  );
}

async function cutInTheMiddle(answer: Response): Promise<Response> {
  const text = await answer.text();
  return textAnswer(answer.status, text.slice(0, Math.max(1, Math.floor(text.length / 2))), 'application/json');
}

function hasDouble({ orders }: Book, { id, description }: Order): boolean {
  return [...orders.values()].some(
    (other) => other.id !== id && other.description === description && other.status !== 'cancelled',
  );
}

function pickNow(world: World, path: string, spareDoubles: boolean): void {
  const target = findOrder(world, path.split('/').at(-1) ?? '');
  if (target?.order.status !== 'created' || (spareDoubles && hasDouble(target.book, target.order))) return;
  pickOrder(world, target.book, target.order);
}

async function after(
  commit: boolean | undefined,
  carryOut: () => Promise<Response>,
  answer: Response,
): Promise<Response> {
  if (commit) await (await carryOut()).text();
  return answer;
}

export function createStriker(world: World, api: Api, timers: Timers): Striker {
  function carryOutLater(request: Request, body: string, ms: number): void {
    const copy = new Request(request.url, { method: request.method, headers: request.headers, body: body || null });
    timers.start(ms, () => void api(copy));
  }

  return async (effect, request, env, path) => {
    const carryOut = () => api(request);
    switch (effect.kind) {
      case 'outage':
        return drop(env);
      case 'status':
        return after(effect.commit, carryOut, statusAnswer(world, effect));
      case 'html':
        return after(effect.commit, carryOut, textAnswer(effect.status ?? 200, HTML, 'text/html; charset=utf-8'));
      case 'body': {
        const { status, body, contentType = 'application/json', commit } = effect;
        return after(commit, carryOut, textAnswer(status, body, contentType));
      }
      case 'malformed_json':
        return cutInTheMiddle(await carryOut());
      case 'commit_then_drop':
        await (await carryOut()).text();
        return drop(env);
      case 'late_commit':
        carryOutLater(request, await request.text(), effect.ms);
        return textAnswer(504, HTML, 'text/html; charset=utf-8');
      case 'out_of_stock':
        return refusalResponse(world.behaviour, 'outOfStock');
      case 'late_cancellation':
        pickNow(world, path, effect.spareDoubles ?? false);
        return carryOut();
      case 'rate_limit':
        return refusalResponse(world.behaviour, 'rateLimited');
      case 'bad_key':
        return refusalResponse(world.behaviour, 'unauthorized');
      case 'latency':
        return carryOut();
    }
  };
}
