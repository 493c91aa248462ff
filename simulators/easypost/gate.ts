import type { HttpBindings } from '@hono/node-server';
import { FULFILLMENT_PATH, keyOf } from './api.ts';
import type { CallFacts, Effect, FaultQueue } from './faults.ts';
import { createStriker, type Api } from './strike.ts';
import { createTimers } from './timers.ts';
import type { World } from './world.ts';

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

export function createGate(world: World, faults: FaultQueue, api: Api): Gate {
  const timers = createTimers();
  const strike = createStriker(world, api, timers);
  const calls: CallRecord[] = [];

  return {
    async handle(request, env) {
      const url = new URL(request.url);
      const path = url.pathname.replace(FULFILLMENT_PATH, '').replace(/\/$/, '');
      const call = { method: request.method, path, key: keyOf(request.headers.get('authorization')) };
      const { delayMs, effect } = faults.strike(call);
      calls.push({ ...call, query: url.search, fault: effect?.kind ?? (delayMs > 0 ? 'latency' : null) });
      if (calls.length > KEPT_CALLS) calls.shift();
      if (delayMs > 0) await new Promise<void>((resolve) => timers.start(delayMs, resolve));
      return effect ? strike(effect, request, env, path) : api(request);
    },
    calls: () => calls,
    clearCalls() {
      calls.length = 0;
    },
    close: timers.clear,
  };
}
