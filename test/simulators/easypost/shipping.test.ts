import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../easypost/harness.ts';
import { codeOf, KEY, PRODUCTION, sample, startSimulator, type Started } from './api.ts';

let started: Started;
beforeEach(async () => {
  started = await startSimulator();
  for (const barcode of ['A', 'B']) await started.control.seedProducts(KEY, [{ barcode, quantity: 10_000 }]);
});
afterEach(() => started.close());

async function orderOf(lines: [string, number][]): Promise<string> {
  return (await started.call('POST', '/orders', sample(lines))).body.id;
}

interface Seen {
  status: string;
  picks: { tracker: { tracking_code: string } | null; inventories: { product: { barcode: string } }[] }[];
  trackers: { tracking_code: string }[];
}

async function look(id: string): Promise<Seen> {
  return (await started.call('GET', `/orders/${id}`)).body as unknown as Seen;
}

const unitsOf = (seen: Seen) =>
  seen.picks.flatMap(({ inventories }) => inventories.map(({ product }) => product.barcode));

test('however an order is split into parcels, its units are all there and none twice', async () => {
  const split = fc.array(fc.record({ A: fc.nat(3), B: fc.nat(3) }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), split, async (a, b, parcels) => {
      const id = await orderOf([
        ['A', a],
        ['B', b],
      ]);
      const shipped = { A: 0, B: 0 };
      for (const { A, B } of parcels) {
        const units = { ...(A > 0 ? { A } : {}), ...(B > 0 ? { B } : {}) };
        const fits = A + B > 0 && shipped.A + A <= a && shipped.B + B <= b;
        const done = await started.control.ship(id, [{ units }]).then(
          () => true,
          () => false,
        );
        expect(done).toBe(fits);
        if (fits) [shipped.A, shipped.B] = [shipped.A + A, shipped.B + B];
      }
      const seen = await look(id);
      const sent = shipped.A + shipped.B;
      if (seen.status !== 'created') {
        expect(unitsOf(seen).toSorted()).toEqual([...'A'.repeat(a), ...'B'.repeat(b)]);
        const tracked = seen.picks.filter(({ tracker }) => tracker !== null);
        expect(tracked.flatMap(({ inventories }) => inventories)).toHaveLength(sent);
        expect(seen.trackers.map(({ tracking_code }) => tracking_code)).toEqual(
          tracked.map(({ tracker }) => tracker?.tracking_code),
        );
      }
      if (sent > 0) expect(seen.status).toBe(sent === a + b ? 'shipped' : 'partially_shipped');
    }),
    { numRuns: 40 },
  );
}, 60_000);

test('orders move by themselves at the chosen speed, in as many parcels as chosen', async () => {
  await started.control.setSpeed({ pickMs: 1, shipMs: 1, betweenParcelsMs: 1, parcels: 3 });
  const [five, two] = [await orderOf([['A', 5]]), await orderOf([['B', 2]])];
  await until(async () => (await look(five)).status === 'shipped' && (await look(two)).status === 'shipped');
  expect((await look(five)).picks.map(({ inventories }) => inventories.length)).toEqual([2, 2, 1]);
  expect((await look(two)).picks.map(({ inventories }) => inventories.length)).toEqual([1, 1]);
});

test('open orders start to move when a speed is set, and stop when it is taken away', async () => {
  const id = await orderOf([['A', 2]]);
  await started.control.setSpeed({ pickMs: 1, shipMs: 80_000_000, betweenParcelsMs: 1, parcels: 1 });
  await until(async () => (await look(id)).status === 'picking');
  await started.control.setSpeed(null);
  expect((await look(id)).status).toBe('picking');
});

test('shipping all of a key ships each open order in so many parcels', async () => {
  const [first, second] = [await orderOf([['A', 3]]), await orderOf([['A', 1]])];
  await started.call('DELETE', `/orders/${await orderOf([['A', 1]])}`);
  expect(await started.control.shipAll({ key: PRODUCTION })).toBe(0);
  expect(await started.control.shipAll({ key: KEY, parcels: 2 })).toBe(2);
  expect((await look(first)).picks.map(({ inventories }) => inventories.length)).toEqual([2, 1]);
  expect((await look(second)).picks).toHaveLength(1);
});

test('an order can be changed until it is picked', async () => {
  const id = await orderOf([['A', 3]]);
  const renamed = await started.call('PATCH', `/orders/${id}/`, {
    destination: { name: 'Someone Else' },
    description: 'x',
  });
  expect(renamed.body).toMatchObject({
    description: 'x',
    destination: { name: 'Someone Else', city: 'San Francisco' },
  });
  await started.control.pick(id);
  expect(codeOf(await started.call('PATCH', `/orders/${id}`, { description: 'y' }))).toBe('ORDER.IN_PICKING');
  expect(codeOf(await started.call('DELETE', `/orders/${id}`))).toBe('ORDER.IN_PICKING');
  await started.control.ship(id);
  expect(codeOf(await started.call('DELETE', `/orders/${id}`))).toBe('ORDER.ALREADY_SHIPPED');
  await expect(started.control.cancel(id)).rejects.toThrow('has shipped');
});

test('control calls that cannot be are refused in words', async () => {
  const { control } = started;
  await expect(control.pick('order_none')).rejects.toThrow('no order has the id order_none');
  await expect(control.setStock({ key: KEY, barcode: 'Z', quantity: 1 })).rejects.toThrow(
    'no product has the barcode Z',
  );
  await expect(control.setStock({ key: KEY, barcode: 'A', quantity: -1 })).rejects.toThrow('quantity');
  await expect(control.setStock({ key: KEY, barcode: 'A', warehouse: 'Moon', quantity: 1 })).rejects.toThrow(
    'East, West',
  );
  await expect(control.stock('nobody')).rejects.toThrow('no account has this key');
  await expect(control.createAccount({ testKey: KEY, productionKey: 'x' })).rejects.toThrow('another account');
  await expect(control.createAccount({ testKey: 'x', productionKey: 'x' })).rejects.toThrow('must differ');
  await expect(control.addFault({ effect: { kind: 'latency', ms: -1 } })).rejects.toThrow('ms');
});
