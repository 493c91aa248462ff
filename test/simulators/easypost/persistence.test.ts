import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEasypostSimulator } from '../../../simulators/easypost/server.ts';
import { until } from '../../easypost/harness.ts';
import { KEY, sample, startSimulator } from './api.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easypost-simulator-'));
  file = join(folder, 'state.json');
});
afterEach(() => rm(folder, { recursive: true }));

test('everything is there again after a restart from the file', async () => {
  const first = await startSimulator({ file });
  await first.control.seedProducts(KEY, [{ barcode: 'A', quantity: 10 }]);
  const { body: order } = await first.call('POST', '/orders', sample([['A', 3]]));
  await first.control.ship(order.id, [{ units: { A: 1 }, trackingCode: 'T1' }]);
  const warehouses = await first.call('GET', '/warehouses');
  const warehouse_id = (warehouses.body.warehouses as { id: string }[])[0]?.id;
  const { body: notice } = await first.call('POST', '/advanced_shipment_notices', { warehouse_id });
  const path = `/advanced_shipment_notices/${notice.id}/inbound_packages`;
  await first.call('POST', path, { line_items: [{ product: { barcode: 'A' }, units: 4 }] });
  const before = await Promise.all(['/orders', '/inventories', path].map((one) => first.call('GET', one)));
  await first.close();

  const second = await startSimulator({ file });
  const after = await Promise.all(['/orders', '/inventories', path].map((one) => second.call('GET', one)));
  expect(after.map(({ body }) => body)).toEqual(before.map(({ body }) => body));
  await second.control.ship(order.id);
  expect((await second.call('GET', `/orders/${order.id}`)).body.status).toBe('shipped');
  await second.close();
  expect(await readdir(folder)).toEqual(['state.json']);
});

test('an answered write is on disk, also among many at once', async () => {
  const started = await startSimulator({ file });
  await started.control.seedProducts(KEY, [{ barcode: 'A', quantity: 100 }]);
  const create = async () => {
    const { body } = await started.call('POST', '/orders', sample([['A', 1]]));
    expect(await readFile(file, 'utf8')).toContain(body.id);
  };
  await Promise.all(Array.from({ length: 30 }, create));
  await started.close();
});

test('open orders go on by themselves after a restart', async () => {
  const first = await startSimulator({ file });
  await first.control.seedProducts(KEY, [{ barcode: 'A', quantity: 10 }]);
  const { body: order } = await first.call('POST', '/orders', sample([['A', 3]]));
  await first.close();
  const speed = { pickMs: 1, shipMs: 1, betweenParcelsMs: 1, parcels: 2 };
  const second = await startSimulator({ file, speed });
  await until(async () => (await second.call('GET', `/orders/${order.id}`)).body.status === 'shipped');
  await second.close();
});

test.each(['{ not json', '{"format":2}', '[]'])(
  'a file that holds %s is refused by name and left as it is',
  async (text) => {
    await writeFile(file, text);
    await expect(startEasypostSimulator({ file })).rejects.toThrow(`${file} is not a state file`);
    expect(await readFile(file, 'utf8')).toBe(text);
  },
);

test('a port that is taken is told', async () => {
  const first = await startEasypostSimulator();
  await expect(startEasypostSimulator({ port: first.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await first.close();
});
