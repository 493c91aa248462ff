import { randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../database/connection.ts';
import { migrate } from '../../database/migrate.ts';
import { saveAccount } from '../../database/queries/accounts.ts';
import { insertMerchant } from '../../database/queries/merchants.ts';
import { readEnvironment } from '../../runtime/env.ts';
import { createLogger } from '../../runtime/log.ts';
import { easypostQueue } from '../../shared/names.ts';
import { merchantSettingsSchema } from '../../shared/settings/merchant.ts';
import { startWorker, type WorkerProcess } from '../../workers/worker.ts';
import { until } from '../setup/poll.ts';
import { emptyDatabaseUrl } from '../setup/postgres.ts';
import { describeWithTemporal, workflowBundle } from '../setup/temporal.ts';
import { freshNamespace } from './namespace.ts';

await describeWithTemporal('A worker process', (temporal) => {
  let client: Client;
  let db: Database;
  let url: string;
  let worker: WorkerProcess;

  beforeAll(async () => {
    client = await freshNamespace(temporal);
    process.env['TEMPORAL_ADDRESS'] = temporal.address;
    process.env['TEMPORAL_NAMESPACE'] = client.options.namespace;
    url = await emptyDatabaseUrl();
    db = openDatabase(url);
    const env = readEnvironment({
      CARTWAY_DATABASE_URL: url,
      CARTWAY_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    });
    const { codePath } = await workflowBundle();
    worker = await startWorker({ env, log: createLogger('silent'), workflowCode: codePath });
  });
  afterAll(async () => {
    await worker.drain();
    await db.destroy();
    await client.connection.close();
  });

  const page = (path: string) => fetch(`http://127.0.0.1:${worker.httpPort}${path}`);

  async function readiness(): Promise<{ status: number; details: Record<string, string> }> {
    const answer = await page('/readyz');
    const { checks } = (await answer.json()) as { checks: { name: string; detail: string }[] };
    return { status: answer.status, details: Object.fromEntries(checks.map(({ name, detail }) => [name, detail])) };
  }

  /** The rate that the queue's pollers ask the server to keep to; null where nobody polls. */
  async function rateOf(name: string): Promise<number | null> {
    const { namespace } = client.options;
    // 2: the queue's activities.
    const answer = await client.workflowService.describeTaskQueue({ namespace, taskQueue: { name }, taskQueueType: 2 });
    return answer.pollers?.[0]?.ratePerSecond ?? null;
  }

  it('answers that it lives, and why it is not ready, while the database has no tables', async () => {
    expect((await page('/healthz')).status).toBe(200);
    const { status, details } = await readiness();
    expect(status).toBe(503);
    expect(details['database']).toMatch(/^migrations are missing: 0001-initial(, |$)/);
    expect(details['workers']).toBe('not started yet');
  });

  it('goes on by itself once the database is migrated', async () => {
    await migrate(url);
    await worker.ready;
    await until('it is ready', async () => (await readiness()).status === 200);
    expect((await readiness()).details['workers']).toBe('2 queues are served');
  });

  it('serves the queue of a new EasyPost account within seconds', async () => {
    await insertMerchant(db, { id: 'acme', name: 'Acme', settings: merchantSettingsSchema.parse({}) });
    await saveAccount(db, 'acme', { mode: 'test', testKey: 'sealed', callsPerSecond: 2 });
    await until('its queue has a poller', async () => (await rateOf(easypostQueue('acme'))) === 2, 15_000);
    expect((await readiness()).details['workers']).toBe('3 queues are served');
  });

  it('takes a changed rate while it runs, and goes on serving the queue', async () => {
    await saveAccount(db, 'acme', { mode: 'test', callsPerSecond: 9 });
    await until('the new rate is asked for', async () => (await rateOf(easypostQueue('acme'))) === 9, 15_000);
    await until('it is ready', async () => (await readiness()).status === 200);
  });

  it('shows figures of the hub and of the Temporal SDK to Prometheus', async () => {
    const text = await (await page('/metrics')).text();
    expect(text).toMatch(/^cartway_orders\{status="waiting"\} 0$/m);
    expect(text).toMatch(/^cartway_database_up 1$/m);
    expect(text).toMatch(/^temporal_/m);
  });

  it('drains: everything is closed and nothing listens any more', async () => {
    await worker.drain();
    await worker.ended;
    await expect(page('/healthz')).rejects.toThrow();
  });
});
