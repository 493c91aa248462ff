import { sleep } from '@temporalio/activity';
import { isGrpcServiceError, type Client } from '@temporalio/client';
import { WORKFLOW_QUEUE } from '../../../shared/names.ts';

/** As many as workers take within a second or so. */
const SHORT = 25;
const LOOK_EVERY_MS = 250;
/** However long the queue stays, an import goes on. */
const LONGEST_MS = 10_000;
/** Temporal's number for workflow tasks. */
const WORKFLOW_TASKS = 1;
/** gRPC's codes for a call that the server does not know, or that the key may not make. */
const UNIMPLEMENTED = 12;
const PERMISSION_DENIED = 7;

/**
 * Waits until the workflow queue is short: a task of another merchant would wait behind all that an import puts there.
 * A Temporal service that does not tell is not waited for. Called from an activity only.
 */
export async function waitForRoomInQueue(temporal: Client): Promise<void> {
  for (let waited = 0; waited < LONGEST_MS; waited += LOOK_EVERY_MS) {
    if ((await backlogOf(temporal)) <= SHORT) return;
    await sleep(LOOK_EVERY_MS);
  }
}

/** About how many tasks wait in the workflow queue for a worker; 0 where no worker asks for them. */
async function backlogOf(temporal: Client): Promise<number> {
  try {
    const { stats, pollers } = await temporal.workflowService.describeTaskQueue({
      namespace: temporal.options.namespace,
      taskQueue: { name: WORKFLOW_QUEUE },
      taskQueueType: WORKFLOW_TASKS,
      reportStats: true,
    });
    return pollers?.length ? Number(stats?.approximateBacklogCount ?? 0) : 0;
  } catch (error) {
    if (isGrpcServiceError(error) && [UNIMPLEMENTED, PERMISSION_DENIED].includes(error.code)) return 0;
    throw error;
  }
}
