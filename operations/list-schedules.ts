import { ScheduleNotFoundError } from '@temporalio/client';
import { loadScheduleState } from '../database/queries/schedules.ts';
import { askSchedule } from '../workers/schedules/ask.ts';
import { desiredSchedules, type DesiredSchedule } from '../workers/schedules/desired.ts';
import { differences } from '../workers/schedules/temporal-form.ts';
import type { OperationContext } from './context.ts';

export interface ScheduleView extends DesiredSchedule {
  /** `ok`, `missing`, or what differs from the settings. */
  state: 'ok' | 'missing' | 'different';
  differs: string[];
  nextAt: Date | null;
  lastAt: Date | null;
}

/** The Schedules that the settings ask for, and how they stand at Temporal. */
export async function listSchedules(context: OperationContext): Promise<ScheduleView[]> {
  const desired = desiredSchedules(await loadScheduleState(context.db));
  const views: ScheduleView[] = [];
  for (const schedule of desired) views.push(await viewOf(context, schedule));
  return views;
}

async function viewOf({ temporal }: OperationContext, desired: DesiredSchedule): Promise<ScheduleView> {
  try {
    const actual = await askSchedule(temporal, () => temporal.schedule.getHandle(desired.id).describe());
    const differs = differences(desired, actual);
    return {
      ...desired,
      state: differs.length === 0 ? 'ok' : 'different',
      differs,
      nextAt: actual.state.paused ? null : (actual.info.nextActionTimes[0] ?? null),
      lastAt: actual.info.recentActions.at(-1)?.takenAt ?? null,
    };
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    return { ...desired, state: 'missing', differs: [], nextAt: null, lastAt: null };
  }
}
