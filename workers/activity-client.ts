import { Client, type WorkflowClientInterceptor } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';

/** The server hands out a workflow's first task with the answer to its start. */
const startEagerly: WorkflowClientInterceptor = {
  startWithDetails: (input, next) => next({ ...input, options: { ...input.options, requestEagerStart: true } }),
};

/**
 * The client of activities, on the connection of the Workers beside them: what it starts runs at once on the workflow
 * Worker of this process, which saves the server a task in the queue. Where that Worker has no slot free, or the server
 * does not do so, the task takes the queue like any other.
 */
export function activityClient(connection: NativeConnection, namespace: string): Client {
  return new Client({ connection, namespace, interceptors: { workflow: [startEagerly] } });
}
