/** What of a history event decides its price; each attribute is set on events of its own kind only. */
export interface PricedEvent {
  workflowExecutionStartedEventAttributes?: object | null;
  activityTaskScheduledEventAttributes?: object | null;
  activityTaskStartedEventAttributes?: { attempt?: number | null } | null;
  timerStartedEventAttributes?: object | null;
  workflowExecutionSignaledEventAttributes?: object | null;
  upsertWorkflowSearchAttributesEventAttributes?: object | null;
  workflowExecutionUpdateAcceptedEventAttributes?: object | null;
}

export interface Cost {
  events: number;
  actions: number;
}

const ONE_ACTION = [
  'workflowExecutionStartedEventAttributes',
  'activityTaskScheduledEventAttributes',
  'timerStartedEventAttributes',
  'workflowExecutionSignaledEventAttributes',
  'upsertWorkflowSearchAttributesEventAttributes',
  'workflowExecutionUpdateAcceptedEventAttributes',
] as const;

/**
 * Events of a history, and what Temporal Cloud would bill for it: one action for a start, a timer, a message, an upsert
 * of search attributes, an activity and each of its repeats (docs.temporal.io/cloud/actions). A recorded heartbeat, one
 * action, leaves no event and is not in it.
 */
export function costOf(history: readonly PricedEvent[]): Cost {
  const actions = history.map(
    (event) => ONE_ACTION.filter((kind) => event[kind]).length + repeatsOf(event.activityTaskStartedEventAttributes),
  );
  return { events: history.length, actions: actions.reduce((sum, each) => sum + each, 0) };
}

function repeatsOf(started: PricedEvent['activityTaskStartedEventAttributes']): number {
  return Math.max(0, (started?.attempt ?? 1) - 1);
}

/** What each of `count` repetitions added to a history. */
export function costPer(count: number, long: Cost, short: Cost): Cost {
  return { events: (long.events - short.events) / count, actions: (long.actions - short.actions) / count };
}

/** A Schedule's run costs two actions beside those of the workflow that it starts. */
export function actionsOfScheduledRun(history: readonly PricedEvent[]): number {
  return costOf(history).actions + 2;
}
