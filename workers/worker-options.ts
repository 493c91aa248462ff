import { getHeapStatistics } from 'node:v8';
import type { Duration } from '@temporalio/common';
import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import type { EasypostActivities, HubActivities } from '../activities/activities.ts';
import { CastErrors } from '../activities/errors/cast-errors.ts';
import { KeepAlive } from '../activities/keep-alive.ts';
import type { Logger } from '../runtime/log.ts';
import { easypostQueue, HUB_QUEUE, WORKFLOW_QUEUE } from '../shared/names.ts';
import { cachedOrders } from './cached-orders.ts';

export interface WorkerParts {
  connection: NativeConnection;
  namespace: string;
  activities: HubActivities & EasypostActivities;
  /** Path of the workflow bundle. */
  workflowCode: string;
  log: Logger;
}

/** Longer than a call to EasyPost or a cart may take, so that a drain lets it finish. */
const GRACE_MS = 25_000;
const FORCE_MS = 40_000;

/**
 * An import starts orders faster than they are sent. With the SDK's 40 slots most first tasks find none free and take
 * the queue; a hundred take a second or two, far from the ten after which the server gives a task to another.
 */
const WORKFLOW_TASKS = 100;

/**
 * A machine that stands still (a paused container, a virtual machine on its way to another host) may do so in the midst
 * of workflow code. The SDK's limit of 5 s then cuts that code off, and Node ends the whole process: it cannot stop
 * promises half way (nodejs/node#38503, open). The SDK takes another limit, but does not show it in its type.
 */
const LONGEST_STANDSTILL = '10 minutes';

/** Each account's queue has its own pollers: a hundred accounts must not mean a thousand open polls. */
const ACCOUNT_POLLS = 2;
const ACCOUNT_CALLS = 10;

type Common = Pick<WorkerParts, 'connection' | 'namespace'>;

function common({ connection, namespace }: Common) {
  return { connection, namespace, shutdownGraceTime: GRACE_MS, shutdownForceTime: FORCE_MS };
}

function withActivities({ activities, log }: WorkerParts): Pick<WorkerOptions, 'activities' | 'interceptors'> {
  const castErrors = () => ({ inbound: new CastErrors(log) });
  const keepAlive = () => ({ inbound: new KeepAlive() });
  return { activities, interceptors: { activity: [castErrors, keepAlive] } };
}

export function workflowWorker(
  parts: Common & Pick<WorkerParts, 'workflowCode'>,
): WorkerOptions & { isolateExecutionTimeout: Duration } {
  return {
    ...common(parts),
    taskQueue: WORKFLOW_QUEUE,
    workflowBundle: { codePath: parts.workflowCode },
    maxConcurrentWorkflowTaskExecutions: WORKFLOW_TASKS,
    maxCachedWorkflows: cachedOrders(getHeapStatistics().heap_size_limit),
    isolateExecutionTimeout: LONGEST_STANDSTILL,
  };
}

export function hubWorker(parts: WorkerParts): WorkerOptions {
  return { ...common(parts), ...withActivities(parts), taskQueue: HUB_QUEUE };
}

/** Serves one EasyPost account, at most `callsPerSecond` activities a second over all worker processes. */
export function accountWorker(parts: WorkerParts, merchantId: string, callsPerSecond: number): WorkerOptions {
  return {
    ...common(parts),
    ...withActivities(parts),
    taskQueue: easypostQueue(merchantId),
    maxTaskQueueActivitiesPerSecond: callsPerSecond,
    maxConcurrentActivityTaskExecutions: ACCOUNT_CALLS,
    maxConcurrentActivityTaskPolls: ACCOUNT_POLLS,
  };
}
