import { ScheduleOverlapPolicy, type ScheduleDescription, type ScheduleOptions } from '@temporalio/client';
import { WORKFLOW_QUEUE } from '../../shared/names.ts';
import type { DesiredSchedule, Timing } from './desired.ts';

function specOf(timing: Timing): ScheduleOptions['spec'] {
  if (timing.kind === 'interval') {
    return { intervals: [{ every: timing.seconds * 1000, offset: timing.offsetSeconds * 1000 }] };
  }
  return {
    calendars: timing.minutes.map((minutes) => ({ hour: Math.floor(minutes / 60), minute: minutes % 60 })),
    timezone: timing.zone,
  };
}

/** A desired Schedule as Temporal takes it. The run's workflow id is the Schedule's, to which the server adds the time. */
export function toScheduleOptions(desired: DesiredSchedule) {
  return {
    spec: specOf(desired.timing),
    action: {
      type: 'startWorkflow' as const,
      workflowType: desired.workflowType,
      args: [desired.argument],
      taskQueue: WORKFLOW_QUEUE,
      workflowId: desired.id,
    },
    policies: {
      overlap: ScheduleOverlapPolicy.SKIP,
      catchupWindow: desired.catchupSeconds * 1000,
      pauseOnFailure: false,
    },
    state: { paused: desired.pausedBecause !== null, ...(desired.pausedBecause && { note: desired.pausedBecause }) },
  };
}

/** What of a Schedule is not as desired, in one word each; empty where all is. */
export function differences(desired: DesiredSchedule, actual: ScheduleDescription): string[] {
  const { action } = actual;
  const same = {
    timing: timingText(desired.timing) === actualTiming(actual),
    workflow: action.workflowType === desired.workflowType,
    argument: JSON.stringify(action.args ?? []) === JSON.stringify([desired.argument]),
    queue: action.taskQueue === WORKFLOW_QUEUE,
    overlap: actual.policies.overlap === ScheduleOverlapPolicy.SKIP && !actual.policies.pauseOnFailure,
    catchup: actual.policies.catchupWindow === desired.catchupSeconds * 1000,
    paused: actual.state.paused === (desired.pausedBecause !== null),
    ended: actual.state.remainingActions === undefined || actual.state.remainingActions === 0,
  };
  return Object.entries(same)
    .filter(([, isSame]) => !isSame)
    .map(([part]) => part);
}

function timingText(timing: Timing): string {
  if (timing.kind === 'interval') return `every ${timing.seconds} s from ${timing.offsetSeconds} s`;
  return `daily at ${timing.minutes.join(', ')} in ${timing.zone}`;
}

/** The timing of a Schedule in the words of {@link timingText}; anything that Cartway does not make is "other". */
function actualTiming({ spec }: ScheduleDescription): string {
  const [interval, anotherInterval] = spec.intervals ?? [];
  const calendars = spec.calendars ?? [];
  if (interval && !anotherInterval && calendars.length === 0) {
    return timingText({ kind: 'interval', seconds: interval.every / 1000, offsetSeconds: interval.offset / 1000 });
  }
  const minutes = calendars.map(({ hour, minute }) => (hour[0]?.start ?? 0) * 60 + (minute[0]?.start ?? 0));
  if (interval || minutes.length === 0 || calendars.some(isNotOneTimeADay)) return 'other';
  return timingText({ kind: 'daily', minutes: minutes.sort((a, b) => a - b), zone: spec.timezone ?? 'UTC' });
}

type CalendarDescription = NonNullable<ScheduleDescription['spec']['calendars']>[number];

function isNotOneTimeADay({ second, minute, hour, dayOfMonth, dayOfWeek, month }: CalendarDescription): boolean {
  const isOne = (ranges: readonly { start: unknown; end: unknown }[]) =>
    ranges.length === 1 && ranges[0]?.start === ranges[0]?.end;
  const isAll = (ranges: readonly { start: unknown; end: unknown }[]) =>
    ranges.length === 1 && ranges[0]?.start !== ranges[0]?.end;
  const oneTime = isOne(hour) && isOne(minute) && second.every(({ start, end }) => start === 0 && end === 0);
  return !(oneTime && isAll(dayOfMonth) && isAll(dayOfWeek) && isAll(month));
}
