import type { FaultRequest } from '../../../simulators/cart/control-api.ts';
import type { Fault as EasypostFault } from '../../../simulators/easypost/faults.ts';
import type { Timing } from './timing.ts';

const CREATE = { method: 'POST', path: '/orders' } as const;
const CANCEL = { method: 'DELETE', path: '/orders/*' } as const;

/** What EasyPost does wrong: it acts and does not say so, says so later, or answers something else. */
export function easypostFaults(timing: Timing): [EasypostFault, ...EasypostFault[]] {
  const lateAnswerMs = timing.httpTimeoutSeconds * 1000 + 2_000;
  return [
    { ...CREATE, effect: { kind: 'commit_then_drop' } },
    { ...CREATE, effect: { kind: 'late_commit', ms: timing.lateCommitMs } },
    // Carried out after the caller has given up waiting.
    { ...CREATE, effect: { kind: 'latency', ms: lateAnswerMs } },
    { ...CREATE, effect: { kind: 'status', status: 500, commit: true } },
    { ...CREATE, effect: { kind: 'html', commit: true } },
    { ...CREATE, effect: { kind: 'malformed_json' } },
    { ...CREATE, effect: { kind: 'status', status: 429, retryAfter: 1 }, count: 2 },
    { ...CREATE, effect: { kind: 'status', status: 503 }, count: 2 },
    { ...CREATE, effect: { kind: 'out_of_stock' } },
    { ...CANCEL, effect: { kind: 'commit_then_drop' } },
    { ...CANCEL, effect: { kind: 'late_commit', ms: timing.lateCommitMs } },
    // A double that is picked in the moment in which it is found could be kept by nobody.
    { ...CANCEL, effect: { kind: 'late_cancellation', spareDoubles: true } },
    { ...CANCEL, effect: { kind: 'status', status: 500 } },
    { method: 'GET', effect: { kind: 'html' }, count: 2 },
    { method: 'GET', effect: { kind: 'status', status: 500 }, count: 3 },
    { method: 'GET', effect: { kind: 'malformed_json' }, count: 2 },
    { effect: { kind: 'status', status: 429, retryAfter: 1 }, count: 4 },
  ];
}

const SHIP = { endpoint: 'shipments', method: 'POST', times: 1 } as const;

/** What any cart does wrong, with shipments above all. */
export function cartFaults(): [FaultRequest, ...FaultRequest[]] {
  return [
    { ...SHIP, fault: { kind: 'commit_then_drop' } },
    { ...SHIP, fault: { kind: 'rate_limited', retryAfter: 1 } },
    { ...SHIP, fault: { kind: 'server_error' } },
    { ...SHIP, fault: { kind: 'html' } },
    { ...SHIP, fault: { kind: 'malformed_json' } },
    { endpoint: 'shipments', method: 'GET', times: 2, fault: { kind: 'html' } },
    { endpoint: 'orders', times: 1, fault: { kind: 'duplicate_pages' } },
    { endpoint: 'orders', times: 1, fault: { kind: 'malformed_json' } },
    { endpoint: 'orders', times: 1, fault: { kind: 'malformed_order' } },
    { endpoint: 'orders', times: 2, fault: { kind: 'server_error' } },
    { endpoint: 'inventory', times: 1, fault: { kind: 'commit_then_drop' } },
  ];
}

/** Nobody can undo what a cart does later without having been asked twice: only one that heeds keys may be late. */
export function lateShipment(timing: Timing): FaultRequest {
  return { ...SHIP, fault: { kind: 'late_commit', ms: timing.lateCommitMs } };
}
