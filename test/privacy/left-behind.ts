import { ScheduleNotFoundError, type Client } from '@temporalio/client';
import { sql } from 'kysely';
import type { Database } from '../../database/connection.ts';
import { WORKFLOW } from '../../shared/names.ts';
import { textOf } from './scanner.ts';

/** Texts by the place that they were found at. */
export type Texts = Map<string, string>;

/** Everything that Temporal keeps: histories, descriptions with memo, summary and pending failures, details, Schedules. */
export async function temporalTexts(client: Client): Promise<Texts> {
  const texts: Texts = new Map();
  for await (const { workflowId, runId } of client.workflow.list()) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const [history, description] = [await handle.fetchHistory(), await handle.describe()];
    const details = [await description.staticSummary(), await description.staticDetails(), description.memo];
    texts.set(`history of ${workflowId}`, textOf(history));
    texts.set(`description of ${workflowId}`, textOf([workflowId, description.raw, ...details]));
    // Only an order has any; asking a workflow that nobody serves would wait in vain.
    if (description.type !== WORKFLOW.order) continue;
    texts.set(`details of ${workflowId}`, textOf(await handle.query('__temporal_workflow_metadata')));
  }
  for await (const { scheduleId } of client.schedule.list()) {
    try {
      const { raw, memo } = await client.schedule.getHandle(scheduleId).describe();
      texts.set(`Schedule ${scheduleId}`, textOf([scheduleId, raw, memo]));
    } catch (error) {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    }
  }
  return texts;
}

/** Where personal data may be: the address to ship to, and what a vendor said of an order in its own words. */
const MAY_BE_PERSONAL: Readonly<Record<string, readonly string[]>> = {
  orders: ['ship_to'],
  problems: ['detail'],
};

/** Every row of every table, without the columns that may hold personal data, or with them. */
export async function databaseTexts(db: Database, withPersonal = false): Promise<Texts> {
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db);
  const texts: Texts = new Map();
  for (const { name } of tables.rows) {
    const left = withPersonal ? [] : (MAY_BE_PERSONAL[name] ?? []);
    const { rows } = await sql<{ row: string }>`
      select (to_jsonb(t) - ${[...left]}::text[])::text as row from ${sql.table(name)} t`.execute(db);
    texts.set(`table ${name}`, rows.map(({ row }) => row).join('\n'));
  }
  return texts;
}
