import type { Client } from '@temporalio/client';
import type { Database } from '../../database/connection.ts';
import { loadScheduleState } from '../../database/queries/schedules.ts';
import { OWN_SCHEDULE_PREFIXES, stockPushSchedule, WORKFLOW } from '../../shared/names.ts';
import { applySchedule, deleteSchedule } from './apply.ts';
import { desiredSchedules, type DesiredSchedule } from './desired.ts';

/** Ids of Schedules, by what was done to them. */
export interface ReconcileReport {
  created: string[];
  updated: string[];
  deleted: string[];
  unchanged: string[];
}

const AT_A_TIME = 10;
const OWN_WORKFLOWS = new Set<string>(Object.values(WORKFLOW));

async function applyAll(client: Client, desired: readonly DesiredSchedule[]): Promise<ReconcileReport> {
  const report: ReconcileReport = { created: [], updated: [], deleted: [], unchanged: [] };
  for (let from = 0; from < desired.length; from += AT_A_TIME) {
    const slice = desired.slice(from, from + AT_A_TIME);
    const results = await Promise.all(slice.map((schedule) => applySchedule(client, schedule)));
    slice.forEach(({ id }, index) => report[results[index] ?? 'unchanged'].push(id));
  }
  return report;
}

async function ownScheduleIds(client: Client): Promise<string[]> {
  const ids: string[] = [];
  for await (const { scheduleId, action } of client.schedule.list()) {
    const isOurs = OWN_SCHEDULE_PREFIXES.some((prefix) => scheduleId.startsWith(prefix));
    // Another application in the same namespace may use the same prefix.
    if (isOurs && (!action || OWN_WORKFLOWS.has(action.workflowType))) ids.push(scheduleId);
  }
  return ids;
}

/** Makes all Schedules as the settings want them and deletes those of Cartway that no setting asks for. */
export async function reconcileSchedules(client: Client, db: Database): Promise<ReconcileReport> {
  // Listed before the settings are read: a Schedule made in between is not taken for an orphan.
  const existing = await ownScheduleIds(client);
  const desired = desiredSchedules(await loadScheduleState(db));
  const report = await applyAll(client, desired);
  const wanted = new Set(desired.map(({ id }) => id));
  for (const id of existing) {
    if (!wanted.has(id) && (await deleteSchedule(client, id))) report.deleted.push(id);
  }
  return report;
}

/** Applies what concerns one merchant's own settings and account. */
export async function applyMerchantSchedules(
  client: Client,
  db: Database,
  merchantId: string,
): Promise<ReconcileReport> {
  const state = await loadScheduleState(db);
  const merchants = state.merchants.filter(({ id }) => id === merchantId);
  return applyAll(client, desiredSchedules({ merchants, carts: [] }));
}

/** Applies what concerns one cart. */
export async function applyCartSchedules(client: Client, db: Database, cartId: string): Promise<ReconcileReport> {
  const state = await loadScheduleState(db);
  const desired = desiredSchedules({ merchants: [], carts: state.carts.filter(({ id }) => id === cartId) });
  const report = await applyAll(client, desired);
  const push = stockPushSchedule(cartId);
  if (!desired.some(({ id }) => id === push) && (await deleteSchedule(client, push))) report.deleted.push(push);
  return report;
}
