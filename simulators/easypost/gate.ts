import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { refusalResponse } from './api-error.ts';
import { FULFILLMENT_PATH, keyOf } from './api.ts';
import type { CallFacts, Effect, FaultQueue } from './faults.ts';
import { pickOrder } from './shipping.ts';
import { findOrder, type World } from './world.ts';

/** One call as it came, for tests and crash harnesses that count. */
export interface CallRecord extends CallFacts {
  /** With `?`, or empty. */
  query: string;
  /** The fault that struck it. */
  fault: Effect['kind'] | null;
}

/** Stands between the wire and the API, and lets faults strike. */
export interface Gate {
  handle(request: Request, env: HttpBindings): Promise<Response>;
  calls(): readonly CallRecord[];
  clearCalls(): void;
  /** Ends delays and forgets late commits. */
  close(): void;
}

const KEPT_CALLS = 20_000;
const HTML = '<!doctype html><html><head><title>Gateway</title></head><body><h1>Something is wrong</h1></body></html>';

type Answer = () => Promise<Response>;

function drop(env: HttpBindings): Response {
  env.incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

function statusAnswer(world: World, effect: Extract<Effect, { kind: 'status' }>): Response {
  const { status, retryAfter, code, message } = effect;
  const headers = retryAfter === undefined ? undefined : { 'retry-after': String(retryAfter) };
  const detail = { code: code ?? `STATUS.${status}`, message: message ?? 'A fault of the simulator.', errors: [] };
  const body = world.behaviour.errorEnvelope === 'error' ? { error: detail } : { errors: detail };
  return Response.json(body, { status, ...(headers ? { headers } : {}) });
}

function textAnswer(status: number, body: string, contentType: string): Response {
  return new Response(body, { status, headers: { 'content-type': contentType } });
}

async function cutInTheMiddle(answer: Response): Promise<Response> {
  const text = await answer.text();
  return textAnswer(answer.status, text.slice(0, Math.max(1, Math.floor(text.length / 2))), 'application/json');
}

function pickNow(world: World, path: string): void {
  const target = findOrder(world, path.split('/').at(-1) ?? '');
  if (target?.order.status === 'created') pickOrder(world, target.book, target.order);
}

export function createGate(world: World, faults: FaultQueue, api: (request: Request) => Promise<Response>): Gate {
  const timers = new Set<NodeJS.Timeout>();
  const calls: CallRecord[] = [];

  function later(ms: number, task: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      task();
    }, ms);
    timers.add(timer);
  }

  function carryOutLater(request: Request, body: string, ms: number): void {
    const copy = new Request(request.url, { method: request.method, headers: request.headers, body: body || null });
    later(ms, () => void api(copy));
  }

  async function after(commit: boolean | undefined, carryOut: Answer, answer: Response): Promise<Response> {
    if (commit) await (await carryOut()).text();
    return answer;
  }

  async function end(effect: Effect, request: Request, env: HttpBindings, path: string): Promise<Response> {
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
        pickNow(world, path);
        return carryOut();
      case 'rate_limit':
        return refusalResponse(world.behaviour, 'rateLimited');
      case 'bad_key':
        return refusalResponse(world.behaviour, 'unauthorized');
      case 'latency':
        return carryOut();
    }
  }

  return {
    async handle(request, env) {
      const url = new URL(request.url);
      const path = url.pathname.replace(FULFILLMENT_PATH, '').replace(/\/$/, '');
      const call = { method: request.method, path, key: keyOf(request.headers.get('authorization')) };
      const { delayMs, effect } = faults.strike(call);
      calls.push({ ...call, query: url.search, fault: effect?.kind ?? (delayMs > 0 ? 'latency' : null) });
      if (calls.length > KEPT_CALLS) calls.shift();
      if (delayMs > 0) await new Promise<void>((resolve) => later(delayMs, resolve));
      return effect ? end(effect, request, env, path) : api(request);
    },
    calls: () => calls,
    clearCalls() {
      calls.length = 0;
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
