import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { orderWorkflowId, type OrderKey } from '../../shared/names.ts';

/** Signals an order's workflow. Returns false where it has ended or was never started: nothing waits there. */
export async function signalOrder(
  temporal: Client,
  key: OrderKey,
  signal: string,
  ...args: unknown[]
): Promise<boolean> {
  try {
    await temporal.workflow.getHandle(orderWorkflowId(key)).signal(signal, ...args);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
