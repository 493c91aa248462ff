import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createImportOrders } from '../../activities/orders/import/import-orders.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { describeWithTemporal } from '../setup/temporal.ts';
import { openHub, type Hub } from './hub.ts';

await describeWithTemporal('An import looks how long the workflow queue is', (temporal) => {
  let hub: Hub;
  let shop: DemoCart;
  let control: CartControl;
  let looks: { mock: { calls: unknown[] } };

  beforeAll(async () => {
    hub = await openHub(temporal);
    shop = await startDemoCart({ token: 'secret' });
    control = createCartControl(shop.controlUrl);
  });
  beforeEach(() => {
    // Only counted: the call goes on to the server.
    looks = vi.spyOn(hub.client.workflowService, 'describeTaskQueue');
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await shop?.close();
    await hub?.close();
  });

  const newCart = () => hub.addCart({ url: shop.url, token: 'secret', takeOrdersFrom: new Date() });
  const pull = (cart: string) => hub.run(createImportOrders(hub.deps), cart);

  async function place(orders: number): Promise<string[]> {
    const placed = [];
    for (let index = 0; index < orders; index += 1) placed.push((await control.placeOrder()).id);
    return placed;
  }

  it('before it starts many orders, not for a few', async () => {
    const cart = await newCart();
    await place(3);
    expect(await pull(cart)).toMatchObject({ started: 3 });
    expect(looks.mock.calls).toHaveLength(0);
    await place(60);
    expect(await pull(cart)).toMatchObject({ started: 60 });
    expect(looks.mock.calls).not.toHaveLength(0);
  });

  it('never before it tells what the cart cancelled: the answer must not wait behind new orders', async () => {
    const cart = await newCart();
    const placed = await place(30);
    await pull(cart);
    vi.mocked(hub.client.workflowService.describeTaskQueue).mockClear();
    for (const id of placed) await control.cancel(id);
    expect(await pull(cart)).toMatchObject({ changed: 30, started: 0 });
    expect((await hub.orderOf(cart, placed[0] ?? '')).signals).toMatchObject([{ name: 'cancelOrder' }]);
    expect(looks.mock.calls).toHaveLength(0);
  });
});
