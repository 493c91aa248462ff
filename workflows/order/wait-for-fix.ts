import { condition } from '@temporalio/workflow';
import { PROBLEM_TEXT } from '../../shared/orders/problem-causes.ts';
import type { Blocked } from '../inputs.ts';
import type { OrderContext } from './context.ts';

/** A problem in plain words. */
export function describeProblem({ cause, subject }: Pick<Blocked, 'cause' | 'subject'>): string {
  const { what, fix } = PROBLEM_TEXT[cause];
  return `${what}: ${subject}. To fix it: ${fix}.`;
}

/** Waits until somebody says that it is fixed, or cancels. */
export async function waitForFix(order: OrderContext, blocked: Blocked): Promise<void> {
  const { inbox } = order;
  order.show('problem', describeProblem(blocked));
  for (;;) {
    if (order.wantsFreshHistory) await order.continueInFreshHistory({ kind: 'fix', blocked });
    await condition(() => inbox.hasMail);
    // Stock does not fix a problem.
    if (inbox.release?.reason === 'stock') inbox.release = null;
    if (inbox.hasMail) return;
  }
}
