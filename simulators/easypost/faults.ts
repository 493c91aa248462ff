import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const status = z.number().int().min(200).max(599);
/** The call is carried out first, and only its answer goes wrong. */
const commit = z.boolean().optional();
const ms = z.number().int().min(0).max(3_600_000);

const effectSchema = z.discriminatedUnion('kind', [
  /** The connection is reset, unread. */
  z.strictObject({ kind: z.literal('outage') }),
  z.strictObject({ kind: z.literal('latency'), ms }),
  z.strictObject({
    kind: z.literal('status'),
    status,
    retryAfter: z.union([z.string(), z.number()]).optional(),
    code: z.string().optional(),
    message: z.string().optional(),
    commit,
  }),
  z.strictObject({ kind: z.literal('html'), status: status.optional(), commit }),
  /** A real answer, cut in the middle. */
  z.strictObject({ kind: z.literal('malformed_json') }),
  /** Any body with any status, for answers nobody thought of. */
  z.strictObject({ kind: z.literal('body'), status, body: z.string(), contentType: z.string().optional(), commit }),
  z.strictObject({ kind: z.literal('commit_then_drop') }),
  /** Answers 504 now and carries the call out `ms` later. */
  z.strictObject({ kind: z.literal('late_commit'), ms }),
  z.strictObject({ kind: z.literal('out_of_stock') }),
  /** The order is picked just before it would be deleted; with `spareDoubles` not where another has its description. */
  z.strictObject({ kind: z.literal('late_cancellation'), spareDoubles: z.boolean().optional() }),
  /** More calls per second and key than this get 429. */
  z.strictObject({ kind: z.literal('rate_limit'), perSecond: z.number().int().min(1) }),
  z.strictObject({ kind: z.literal('bad_key') }),
]);

export const faultSchema = z.strictObject({
  effect: effectSchema,
  method: z.enum(['GET', 'POST', 'PATCH', 'DELETE']).optional(),
  /** Path below the base address, `*` for any characters: `/orders`, `/orders/*`. */
  path: z.string().startsWith('/').optional(),
  /** Only calls with this key. */
  key: z.string().optional(),
  /** How many calls it strikes; null: until removed. Default 1, or null with `durationMs` and for `rate_limit`. */
  count: z.number().int().min(1).nullable().optional(),
  /** Lets this many matching calls pass first. */
  after: z.number().int().min(0).optional(),
  probability: z.number().gt(0).max(1).optional(),
  durationMs: ms.optional(),
});

export type Fault = z.output<typeof faultSchema>;
export type Effect = Fault['effect'];

export interface CallFacts {
  method: string;
  /** Below the base address, without a slash at the end. */
  path: string;
  key: string | null;
}

interface Armed {
  id: string;
  fault: Fault;
  pattern: RegExp | null;
  /** Calls it still strikes. */
  left: number;
  /** Calls that still pass. */
  toPass: number;
  until: number;
  /** Times of the calls in the last second, by key. */
  recent: Map<string, number[]>;
}

/** The faults in force, oldest first. */
export interface FaultQueue {
  add(fault: Fault): string;
  remove(id: string): boolean;
  clear(): void;
  list(): { id: string; fault: Fault; left: number | null }[];
  /** What strikes this call: delays first, then at most one end. Uses the faults up. */
  strike(call: CallFacts): { delayMs: number; effect: Effect | null };
}

function patternOf(path: string | undefined): RegExp | null {
  if (path === undefined) return null;
  const escaped = path.replace(/\/$/, '').replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*')}$`);
}

function defaultCount(fault: Fault): number {
  if (fault.count !== undefined) return fault.count ?? Number.POSITIVE_INFINITY;
  return fault.durationMs !== undefined || fault.effect.kind === 'rate_limit' ? Number.POSITIVE_INFINITY : 1;
}

/** Where an effect strikes when nobody says where: only where it makes sense. */
const NATURAL_PLACE: Partial<Record<Effect['kind'], Pick<Fault, 'method' | 'path'>>> = {
  out_of_stock: { method: 'POST', path: '/orders' },
  late_cancellation: { method: 'DELETE', path: '/orders/*' },
  late_commit: { method: 'POST' },
  commit_then_drop: { method: 'POST' },
};

function arm(wish: Fault): Armed {
  const fault = { ...NATURAL_PLACE[wish.effect.kind], ...wish };
  const until = fault.durationMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + fault.durationMs;
  const counts = { left: defaultCount(fault), toPass: fault.after ?? 0 };
  return { id: randomUUID(), fault, pattern: patternOf(fault.path), ...counts, until, recent: new Map() };
}

function matches({ fault, pattern }: Armed, call: CallFacts): boolean {
  if (fault.method !== undefined && fault.method !== call.method) return false;
  if (fault.key !== undefined && fault.key !== call.key) return false;
  return pattern === null || pattern.test(call.path);
}

/** Whether this call is within the limit; counts it if so. */
function withinRate(armed: Armed, key: string, perSecond: number): boolean {
  const now = Date.now();
  const recent = (armed.recent.get(key) ?? []).filter((at) => at > now - 1000);
  const within = recent.length < perSecond;
  armed.recent.set(key, within ? [...recent, now] : recent);
  return within;
}

export function createFaultQueue(random: () => number): FaultQueue {
  let queue: Armed[] = [];

  function strikes(armed: Armed, call: CallFacts): boolean {
    if (!matches(armed, call)) return false;
    if (armed.toPass > 0) {
      armed.toPass -= 1;
      return false;
    }
    const { effect, probability = 1 } = armed.fault;
    if (probability < 1 && random() >= probability) return false;
    if (effect.kind === 'rate_limit' && withinRate(armed, call.key ?? '', effect.perSecond)) return false;
    armed.left -= 1;
    return true;
  }

  function current(): Armed[] {
    queue = queue.filter(({ left, until }) => left > 0 && until > Date.now());
    return queue;
  }

  return {
    add(fault) {
      const armed = arm(fault);
      queue.push(armed);
      return armed.id;
    },
    remove(id) {
      const before = queue.length;
      queue = queue.filter((armed) => armed.id !== id);
      return queue.length < before;
    },
    clear() {
      queue = [];
    },
    list: () => current().map(({ id, fault, left }) => ({ id, fault, left: Number.isFinite(left) ? left : null })),
    strike(call) {
      let delayMs = 0;
      for (const armed of current()) {
        if (!strikes(armed, call)) continue;
        const { effect } = armed.fault;
        if (effect.kind !== 'latency') return { delayMs, effect };
        delayMs += effect.ms;
      }
      return { delayMs, effect: null };
    },
  };
}
