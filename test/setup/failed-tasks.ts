import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

const { WorkflowTaskFailedCause } = temporal.api.enums.v1;

/** Why the server turned away what workers made of the workflow, such as `UNHANDLED_COMMAND`, in order. */
export async function failedTasks(handle: WorkflowHandle): Promise<string[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
    failed ? [String(WorkflowTaskFailedCause[failed.cause ?? 0]).replace('WORKFLOW_TASK_FAILED_CAUSE_', '')] : [],
  );
}
