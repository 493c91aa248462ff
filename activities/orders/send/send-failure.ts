import { markAccountDown } from '../../../database/queries/connections.ts';
import type { OrderFacts } from '../../../database/queries/order-facts.ts';
import { stopWithProblem } from '../../../database/queries/order-facts.ts';
import { finishAttempt } from '../../../database/queries/send-attempts.ts';
import type { SendOutcome } from '../../../shared/orders/outcomes.ts';
import type { HubDeps } from '../../deps.ts';
import { isSystemError, type SystemError } from '../../errors/system-error.ts';
import { retryLater } from '../retry-later.ts';

type FailureDeps = Pick<HubDeps, 'db' | 'settleMs'>;
type Problem = Extract<SendOutcome, { kind: 'problem' }>;

/** The order stops until somebody sets a working key; all orders of the account share the problem. */
export async function stopUnauthorized(deps: FailureDeps, order: OrderFacts, inDoubt: boolean): Promise<Problem> {
  await markAccountDown(deps.db, order.merchant_id);
  await stopWithProblem(deps.db, order, {
    cause: 'easypost_unauthorized',
    subject: order.mode,
    text: `EasyPost refuses the ${order.mode} key; the order waits until a working one is set`,
  });
  return { kind: 'problem', cause: 'easypost_unauthorized', subject: order.mode, inDoubt };
}

async function stopRefused(deps: FailureDeps, order: OrderFacts, error: SystemError): Promise<Problem> {
  const subject = error.vendorCode ?? `HTTP ${error.status ?? 'error'}`;
  await stopWithProblem(deps.db, order, {
    cause: 'easypost_refused',
    subject,
    detail: error.vendorWords ?? null,
    text: `EasyPost refused the order: ${subject}`,
  });
  return { kind: 'problem', cause: 'easypost_refused', subject, inDoubt: false };
}

/**
 * What a failed create means. `out_of_stock` is left to the caller; what may be repeated is thrown, with the pause
 * that lets a late commit show up where EasyPost may have acted.
 */
export async function takeSendFailure(
  deps: FailureDeps,
  order: OrderFacts,
  attemptId: string,
  error: unknown,
): Promise<Problem | 'out_of_stock'> {
  if (!isSystemError(error)) {
    await finishAttempt(deps.db, attemptId, 'unknown');
    throw error;
  }
  switch (error.type) {
    case 'out_of_stock':
      await finishAttempt(deps.db, attemptId, 'out_of_stock');
      return 'out_of_stock';
    case 'unauthorized':
      await finishAttempt(deps.db, attemptId, 'refused');
      return stopUnauthorized(deps, order, false);
    case 'refused':
    case 'duplicate':
    case 'not_found':
      await finishAttempt(deps.db, attemptId, 'refused');
      return stopRefused(deps, order, error);
    case 'rate_limited':
      await finishAttempt(deps.db, attemptId, 'not_sent');
      throw error;
    case 'unavailable':
      await finishAttempt(deps.db, attemptId, error.reached === 'no' ? 'not_sent' : 'unknown');
      throw error.reached === 'no' ? error : retryLater('unavailable', error.message, deps.settleMs);
  }
}
