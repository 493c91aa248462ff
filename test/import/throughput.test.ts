import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRun } from '../../activities/orders/import/import-run.ts';
import { storePage } from '../../activities/orders/import/store-page.ts';
import { describeWithTemporal } from '../setup/temporal.ts';
import { openHub, type Hub } from './hub.ts';
import { paidOrder } from './orders.ts';

const PAGE = 250;
const PAGES = 40;

await describeWithTemporal('ten thousand orders', (temporal) => {
  let hub: Hub;
  beforeAll(async () => {
    hub = await openHub(temporal);
  });
  afterAll(async () => {
    await hub?.close();
  });

  it('are stored with few statements and flat memory', async () => {
    const cart = await hub.addCart({ url: 'http://127.0.0.1:9', token: 'x' });
    const run = await openRun(hub.deps, cart);
    const line = paidOrder().lines[0];
    if (!line) throw new Error('an order has a line');
    const heaps: number[] = [];
    const began = Date.now();
    for (let page = 0; page < PAGES; page += 1) {
      const orders = Array.from({ length: PAGE }, (_, index) =>
        paidOrder({
          sourceId: randomUUID(),
          number: `${page}-${index}`,
          lines: ['1', '2', '3'].map((id) => ({ ...line, sourceLineId: id })),
        }),
      );
      const counts = await storePage(run, { orders, unreadable: [], gone: [] });
      expect(counts.created).toBe(PAGE);
      globalThis.gc?.();
      heaps.push(process.memoryUsage().heapUsed);
    }
    console.log(`  ${Math.round((PAGE * PAGES * 1000) / (Date.now() - began))} orders/s stored`);
    const { count } = await hub.db
      .selectFrom('order_lines')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(PAGE * PAGES * 3);
    // Pages are let go: what is in use at the end is about what one page needs.
    const grown = Math.max(...heaps.slice(-5)) - Math.max(...heaps.slice(0, 15));
    expect(grown).toBeLessThan(50 * 1024 * 1024);
  });
});
