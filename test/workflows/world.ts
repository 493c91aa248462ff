import type { HubActivities, EasypostActivities } from '../../activities/activities.ts';
import type { CancelAnswer } from '../../shared/orders/messages.ts';
import type {
  AcceptedCheck,
  ReleasePlan,
  SendOutcome,
  SettleOutcome,
  WriteOutcome,
} from '../../shared/orders/outcomes.ts';
import { AT_ONCE } from '../../shared/settings/slot.ts';

type Step<T> = T | (() => Promise<T> | T);

/** Answers of the outside world, in order; the last one is repeated. */
export interface Script {
  send?: Step<SendOutcome>[];
  settle?: Step<SettleOutcome>[];
  write?: Step<WriteOutcome>[];
  cancel?: Step<CancelAnswer>[];
  check?: Step<AcceptedCheck>[];
  plan?: Step<ReleasePlan>[];
}

export const ACCEPTED: SendOutcome = { kind: 'accepted', easypostOrderId: 'order_1' };
export const BACKORDERED: Extract<SendOutcome, { kind: 'backordered' }> = {
  kind: 'backordered',
  missing: [{ barcode: '850000123457', units: 2 }],
  retry: { time: '01:00', zone: 'America/Los_Angeles' },
};
export const UNKNOWN_SKU: SendOutcome = { kind: 'problem', cause: 'unknown_sku', subject: 'MUG-1', inDoubt: false };
export const CONFIRMED: WriteOutcome = { kind: 'written', status: 'confirmed' };
export const PARTIAL: WriteOutcome = { kind: 'written', status: 'partially_shipped' };

/** What an order's workflow asks of the world: the answers of a script, and a note of every call. */
export interface World {
  /** `sendOrder`, `recordCancelled:<requestId>` … in the order in which they came. */
  calls: string[];
  count(name: string): number;
  activities: Omit<
    HubActivities & EasypostActivities,
    'importOrders' | 'recheckOrders' | 'pushStock' | 'releaseBackorders' | 'readTracking' | 'readStock'
  >;
}

export function createWorld(script: Script): World {
  const calls: string[] = [];
  const used = new Map<string, number>();

  async function next<T>(name: string, steps: Step<T>[] | undefined, otherwise: T): Promise<T> {
    calls.push(name);
    const index = used.get(name) ?? 0;
    used.set(name, index + 1);
    const step = steps?.[Math.min(index, steps.length - 1)] ?? otherwise;
    return typeof step === 'function' ? (step as () => Promise<T> | T)() : step;
  }

  return {
    calls,
    count: (name) => calls.filter((call) => call.split(':')[0] === name).length,
    activities: {
      planRelease: () => next('planRelease', script.plan, { holds: [], send: AT_ONCE }),
      recordWaiting: (_ref, waiting) => next(`recordWaiting:${waiting.for}`, undefined, undefined),
      recordCancelled: (_ref, { requestId }) => next(`recordCancelled:${requestId}`, undefined, undefined),
      recordRefusal: (_ref, { requestId }) => next(`recordRefusal:${requestId}`, undefined, undefined),
      writeParcels: () => next('writeParcels', script.write, CONFIRMED),
      sendOrder: () => next('sendOrder', script.send, ACCEPTED),
      settleSend: () => next('settleSend', script.settle, { kind: 'never_sent' }),
      cancelAtEasypost: () => next('cancelAtEasypost', script.cancel, { kind: 'cancelled' }),
      checkAccepted: () => next('checkAccepted', script.check, { kind: 'open' }),
    },
  };
}
