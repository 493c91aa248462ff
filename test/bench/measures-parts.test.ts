import { describe, expect, it } from 'vitest';
import { actionsOfScheduledRun, costOf, costPer, type PricedEvent } from '../../bench/parts/actions.ts';
import { median, percentile, spreadOf } from '../../bench/parts/percentiles.ts';

const TASK: PricedEvent[] = [{}, {}, {}];
const ACTIVITY: PricedEvent[] = [
  { activityTaskScheduledEventAttributes: {} },
  { activityTaskStartedEventAttributes: { attempt: 1 } },
  {},
];
const HAPPY: PricedEvent[] = [
  { workflowExecutionStartedEventAttributes: {} },
  ...TASK,
  ...ACTIVITY,
  ...TASK,
  { upsertWorkflowSearchAttributesEventAttributes: {} },
  { workflowExecutionSignaledEventAttributes: {} },
  ...TASK,
  ...ACTIVITY,
  ...TASK,
  { upsertWorkflowSearchAttributesEventAttributes: {} },
  {},
];

describe('What a history costs', () => {
  it('is one action for the start, each activity, signal and upsert, and none for tasks', () => {
    expect(costOf(HAPPY)).toEqual({ events: 23, actions: 6 });
  });

  it('counts each repeat of an activity', () => {
    const [scheduled = {}, , completed = {}] = ACTIVITY;
    const repeated = [scheduled, { activityTaskStartedEventAttributes: { attempt: 4 } }, completed];
    expect(costOf(repeated)).toEqual({ events: 3, actions: 4 });
  });

  it('counts timers and accepted updates', () => {
    const events = [{ timerStartedEventAttributes: {} }, { workflowExecutionUpdateAcceptedEventAttributes: {} }];
    expect(costOf(events)).toEqual({ events: 2, actions: 2 });
  });

  it('is two more for a run that a Schedule starts', () => {
    expect(actionsOfScheduledRun([{ workflowExecutionStartedEventAttributes: {} }, ...ACTIVITY])).toBe(4);
  });

  it('of a repetition is what it added', () => {
    expect(costPer(20, { events: 240, actions: 46 }, { events: 20, actions: 6 })).toEqual({ events: 11, actions: 2 });
  });
});

describe('Percentiles', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it('are values that were measured: at least that share does not exceed them', () => {
    expect([0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([50, 95, 99, 100]);
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('leave the values in their order', () => {
    const values = [3, 1, 2];
    expect(median(values)).toBe(2);
    expect(values).toEqual([3, 1, 2]);
  });

  it('are told in seconds', () => {
    expect(spreadOf([1_000, 2_345])).toEqual({ count: 2, p50: 1, p95: 2.35, p99: 2.35 });
  });
});
