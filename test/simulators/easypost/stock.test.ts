import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caller, codeOf, KEY, PRODUCTION, sample, startSimulator, type Started } from './api.ts';

let started: Started;
beforeAll(async () => {
  started = await startSimulator();
});
afterAll(() => started.close());

let accounts = 0;
async function newAccount(stock: Record<string, [east: number, west: number]>) {
  accounts += 1;
  const key = `test-${accounts}`;
  const { control, simulator } = started;
  await control.createAccount({ testKey: key, productionKey: `production-${accounts}`, warehouses: ['East', 'West'] });
  await control.seedProducts(
    key,
    Object.keys(stock).map((barcode) => ({ barcode })),
  );
  for (const [barcode, [east, west]] of Object.entries(stock)) {
    await control.setStock({ key, barcode, warehouse: 'East', quantity: east });
    await control.setStock({ key, barcode, warehouse: 'West', quantity: west });
  }
  return { key, call: caller(simulator.url, key) };
}

async function availableOf(key: string): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { barcode, available } of await started.control.stock(key)) {
    expect(available).toBeGreaterThanOrEqual(0);
    sums[barcode] = (sums[barcode] ?? 0) + available;
  }
  return sums;
}

/** Units promised to orders that are not cancelled. */
async function promisedOf(key: string): Promise<Record<string, number>> {
  const sums: Record<string, number> = { A: 0, B: 0 };
  for (const order of await started.control.orders(key)) {
    if (order.status === 'cancelled') continue;
    for (const { product, units } of order.line_items) sums[product.barcode] = (sums[product.barcode] ?? 0) + units;
  }
  return sums;
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('order' as const), a: fc.nat(4), b: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('delete', 'pick', 'ship', 'cancel'), at: fc.nat(9) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('change' as const), at: fc.nat(9), a: fc.integer({ min: 1, max: 6 }) }),
  },
);

describe('stock', () => {
  test('available + promised stays what was put in, whatever happens at once, and never less than nothing', async () => {
    const quantity = fc.nat(6);
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(quantity, quantity, quantity, quantity),
        fc.array(step, { maxLength: 25 }),
        async (q, steps) => {
          const { key, call } = await newAccount({ A: [q[0], q[1]], B: [q[2], q[3]] });
          const ids: string[] = [];
          const idAt = (at: number) => ids[at % Math.max(1, ids.length)] ?? 'order_none';
          const run = async (one: (typeof steps)[number]) => {
            if (one.do === 'order' && 'b' in one) {
              const lines = [
                ['A', one.a],
                ['B', one.b],
                ['A', 1],
              ] as [string, number][];
              const answer = await call('POST', '/orders', sample(lines.filter(([, units]) => units > 0)));
              if (answer.status === 201) ids.push(answer.body.id);
              else expect(codeOf(answer)).toBe('ORDER.OUT_OF_STOCK');
            } else if (one.do === 'change' && 'a' in one && 'at' in one) {
              const line_items = [{ product: { barcode: 'A' }, units: one.a }];
              await call('PATCH', `/orders/${idAt(one.at)}`, { line_items });
            } else if ('at' in one) {
              const { control } = started;
              const id = idAt(one.at);
              if (one.do === 'delete') await call('DELETE', `/orders/${id}`);
              // What the order's state does not allow is refused; the sums must hold all the same.
              if (one.do === 'pick') await control.pick(id).catch(() => undefined);
              if (one.do === 'ship') await control.ship(id).catch(() => undefined);
              if (one.do === 'cancel') await control.cancel(id).catch(() => undefined);
            }
          };
          for (let at = 0; at < steps.length; at += 5) await Promise.all(steps.slice(at, at + 5).map(run));
          const [available, promised] = [await availableOf(key), await promisedOf(key)];
          expect((available.A ?? 0) + (promised.A ?? 0)).toBe(q[0] + q[1]);
          expect((available.B ?? 0) + (promised.B ?? 0)).toBe(q[2] + q[3]);
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);

  test('fifty orders at once for ten units: ten are accepted', async () => {
    const { key, call } = await newAccount({ A: [6, 4] });
    const answers = await Promise.all(Array.from({ length: 50 }, () => call('POST', '/orders', sample([['A', 1]]))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(await availableOf(key)).toEqual({ A: 0 });
  });

  test('a short order is refused whole and leaves nothing behind', async () => {
    const { key, call } = await newAccount({ A: [5, 0], B: [1, 0] });
    const lines: [string, number][] = [
      ['A', 2],
      ['B', 2],
    ];
    const answer = await call('POST', '/orders', sample(lines));
    expect(answer.status).toBe(422);
    expect(answer.body).toEqual({
      errors: {
        code: 'ORDER.OUT_OF_STOCK',
        message: 'There is not enough inventory for this order.',
        errors: [{ field: 'line_items', message: 'B: 2 wanted, 1 available' }],
      },
    });
    expect(await availableOf(key)).toEqual({ A: 5, B: 1 });
    expect(await started.control.orders(key)).toEqual([]);
    await started.control.addStock({ key, barcode: 'B', units: 1 });
    expect((await call('POST', '/orders', sample(lines))).status).toBe(201);
  });

  test('one warehouse that has everything goes before a split; a split gives back where it took', async () => {
    const { key, call } = await newAccount({ A: [3, 5] });
    const shown = async () => (await started.control.stock(key)).map(({ available }) => available);
    const whole = await call('POST', '/orders', sample([['A', 4]]));
    expect(await shown()).toEqual([3, 1]);
    const split = await call('POST', '/orders', sample([['A', 4]]));
    expect(await shown()).toEqual([0, 0]);
    await call('DELETE', `/orders/${split.body.id}`);
    expect(await shown()).toEqual([3, 1]);
    await call('DELETE', `/orders/${whole.body.id}`);
    expect(await shown()).toEqual([3, 5]);
  });
});

test('test and production, and every account, have data of their own', async () => {
  const { control, simulator } = started;
  const calls = [caller(simulator.url, KEY), caller(simulator.url, PRODUCTION), (await newAccount({ A: [9, 0] })).call];
  await control.seedProducts(KEY, [{ barcode: 'A', quantity: 2 }]);
  await control.seedProducts(PRODUCTION, [{ barcode: 'A', quantity: 1 }]);
  const created = await Promise.all(calls.map((call) => call('POST', '/orders', sample([['A', 1]]))));
  expect(created.map(({ body }) => body.mode)).toEqual(['test', 'production', 'test']);
  for (const [at, call] of calls.entries()) {
    const seen = await Promise.all(created.map(({ body }) => call('GET', `/orders/${body.id}`)));
    expect(seen.map(({ status }) => status)).toEqual([0, 1, 2].map((other) => (other === at ? 200 : 404)));
    const list = (await call('GET', '/orders')).body.orders as { id: string }[];
    expect(list.map(({ id }) => id)).toEqual([created[at]?.body.id]);
  }
  expect(await availableOf(KEY)).toEqual({ A: 1 });
  expect(await availableOf(PRODUCTION)).toEqual({ A: 0 });
});
