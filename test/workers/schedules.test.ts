import { Client, Connection, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../database/connection.ts';
import { saveAccount } from '../../database/queries/accounts.ts';
import { insertCart, updateCart } from '../../database/queries/carts.ts';
import { insertMerchant, updateMerchant } from '../../database/queries/merchants.ts';
import { cartSettingsSchema } from '../../shared/settings/cart.ts';
import { merchantSettingsSchema } from '../../shared/settings/merchant.ts';
import { applyCartSchedules, applyMerchantSchedules, reconcileSchedules } from '../../workers/schedules/reconcile.ts';
import { until } from '../setup/poll.ts';
import { testDatabaseUrl } from '../setup/postgres.ts';
import { describeWithTemporal } from '../setup/temporal.ts';
import { startDeafServer } from './deaf-server.ts';
import { freshNamespace } from './namespace.ts';

await describeWithTemporal('Schedules on a real Temporal server', (temporal) => {
  let client: Client;
  let db: Database;

  beforeAll(async () => {
    client = await freshNamespace(temporal);
    db = openDatabase(await testDatabaseUrl());
    await insertMerchant(db, { id: 'acme', name: 'Acme', settings: merchantSettingsSchema.parse({}) });
    await insertCart(db, {
      id: 'shop',
      merchantId: 'acme',
      kind: 'generic',
      name: 'Shop',
      settings: cartSettingsSchema.parse({}),
      connection: {},
      credentials: '',
      takeOrdersFrom: new Date(),
    });
  });
  afterAll(async () => {
    await db.destroy();
    await client.connection.close();
  });

  const describe = (id: string) => client.schedule.getHandle(id).describe();
  const cartSettings = (change: object) => updateCart(db, 'shop', { settings: cartSettingsSchema.parse(change) });

  it('are created as set and left alone by the next reconcile', async () => {
    const first = await reconcileSchedules(client, db);
    expect(first.created.sort()).toEqual(['inventory:acme', 'pull:shop', 'tracking:acme']);
    const second = await reconcileSchedules(client, db);
    expect(second).toEqual({
      created: [],
      updated: [],
      deleted: [],
      unchanged: ['tracking:acme', 'inventory:acme', 'pull:shop'],
    });
    const pull = await describe('pull:shop');
    expect(pull.spec.intervals?.map(({ every }) => every)).toEqual([60_000]);
    expect(pull.policies).toMatchObject({ overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: 60_000 });
    expect(pull.action).toMatchObject({ workflowType: 'pullOrders', args: ['shop'], workflowId: 'pull:shop' });
  });

  it('run as soon as the merchant has a key, and are paused before', async () => {
    expect((await describe('tracking:acme')).state).toMatchObject({
      paused: true,
      note: expect.stringContaining('no EasyPost key'),
    });
    await saveAccount(db, 'acme', { mode: 'test', testKey: 'sealed' });
    const report = await applyMerchantSchedules(client, db, 'acme');
    expect(report.updated).toEqual(['tracking:acme', 'inventory:acme']);
    expect((await describe('tracking:acme')).state.paused).toBe(false);
  });

  it('change while they run, and only those that the setting concerns', async () => {
    await updateMerchant(db, 'acme', { settings: merchantSettingsSchema.parse({ trackingEvery: 120 }) });
    const report = await applyMerchantSchedules(client, db, 'acme');
    expect(report).toMatchObject({ updated: ['tracking:acme'], unchanged: ['inventory:acme'] });
    expect((await describe('tracking:acme')).spec.intervals?.[0]?.every).toBe(120_000);
  });

  it('write stock in slots of their own only while the cart wants it', async () => {
    await cartSettings({ stock: { kind: 'daily', times: ['09:00', '15:30'], zone: 'America/New_York' } });
    expect((await applyCartSchedules(client, db, 'shop')).created).toEqual(['stock-push:shop']);
    const { spec } = await describe('stock-push:shop');
    expect(spec.timezone).toBe('America/New_York');
    expect(spec.calendars?.map(({ hour, minute }) => [hour[0]?.start, minute[0]?.start])).toEqual([
      [9, 0],
      [15, 30],
    ]);
    expect((await applyCartSchedules(client, db, 'shop')).unchanged).toContain('stock-push:shop');
    await cartSettings({ stock: { kind: 'off' } });
    expect((await applyCartSchedules(client, db, 'shop')).deleted).toEqual(['stock-push:shop']);
    await expect(describe('stock-push:shop')).rejects.toBeInstanceOf(ScheduleNotFoundError);
  });

  it('are repaired where somebody changed, paused or deleted them', async () => {
    await client.schedule.getHandle('pull:shop').pause('by hand');
    await client.schedule.getHandle('inventory:acme').delete();
    await client.schedule.getHandle('tracking:acme').update(({ spec: _spec, ...rest }) => ({
      ...rest,
      spec: { intervals: [{ every: '1 day' }] },
    }));
    const report = await reconcileSchedules(client, db);
    expect(report).toMatchObject({ created: ['inventory:acme'], updated: ['tracking:acme', 'pull:shop'] });
    expect((await reconcileSchedules(client, db)).unchanged).toHaveLength(3);
  });

  it('that nothing asks for are deleted, and those of others are not', async () => {
    const create = (scheduleId: string, workflowType: string) =>
      client.schedule.create({
        scheduleId,
        spec: { intervals: [{ every: '1 day' }] },
        action: { type: 'startWorkflow', workflowType, args: [], taskQueue: 'elsewhere' },
      });
    await create('pull:gone', 'pullOrders');
    await create('pull:somebody-elses', 'syncPhotos');
    await create('backup', 'pullOrders');
    await until('the list has all', async () => (await listIds()).length === 6);
    expect((await reconcileSchedules(client, db)).deleted).toEqual(['pull:gone']);
    await expect(describe('pull:somebody-elses')).resolves.toBeDefined();
    await expect(describe('backup')).resolves.toBeDefined();
  });

  it('are the same when several workers reconcile at once', async () => {
    for (const id of ['pull:shop', 'tracking:acme', 'inventory:acme']) await client.schedule.getHandle(id).delete();
    const reports = await Promise.all([1, 2, 3].map(() => reconcileSchedules(client, db)));
    expect(reports.flatMap(({ created }) => created).sort()).toEqual(['inventory:acme', 'pull:shop', 'tracking:acme']);
  });

  async function listIds(): Promise<string[]> {
    const ids: string[] = [];
    for await (const { scheduleId } of client.schedule.list()) ids.push(scheduleId);
    return ids;
  }

  it('are asked again where Temporal did not hear it', async () => {
    await reconcileSchedules(client, db);
    await cartSettings({ pullEvery: 90 });
    const deaf = await startDeafServer(temporal.address, 'DescribeSchedule', 1);
    const connection = await Connection.connect({ address: deaf.address });
    const far = new Client({ connection, namespace: client.options.namespace });
    expect(await applyCartSchedules(far, db, 'shop')).toMatchObject({ updated: ['pull:shop'] });
    // Not heard, heard, and once more by the update itself.
    expect(deaf.calls.get('DescribeSchedule')).toBe(3);
    await connection.close();
    await deaf.close();
    expect((await describe('pull:shop')).spec.intervals?.map(({ every }) => every)).toEqual([90_000]);
  });
});
