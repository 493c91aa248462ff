import { ScheduleAlreadyRunning, ScheduleNotFoundError, type Client } from '@temporalio/client';
import { askSchedule } from './ask.ts';
import type { DesiredSchedule } from './desired.ts';
import { differences, toScheduleOptions } from './temporal-form.ts';

export type Applied = 'created' | 'updated' | 'unchanged';

/** Makes one Schedule as desired. Safe to repeat, and to run in several processes at once. */
export async function applySchedule(client: Client, desired: DesiredSchedule): Promise<Applied> {
  const handle = client.schedule.getHandle(desired.id);
  try {
    const actual = await askSchedule(client, () => handle.describe());
    if (differences(desired, actual).length === 0) return 'unchanged';
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    if (await createSchedule(client, desired)) return 'created';
  }
  await askSchedule(client, () => handle.update(() => toScheduleOptions(desired)));
  return 'updated';
}

/** Returns false where another process was faster. */
async function createSchedule(client: Client, desired: DesiredSchedule): Promise<boolean> {
  try {
    await client.schedule.create({ scheduleId: desired.id, ...toScheduleOptions(desired) });
    return true;
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) return false;
    throw error;
  }
}

/** Returns false where there is none. */
export async function deleteSchedule(client: Client, id: string): Promise<boolean> {
  try {
    await client.schedule.getHandle(id).delete();
    return true;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return false;
    throw error;
  }
}
