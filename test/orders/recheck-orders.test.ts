import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRecheckOrders } from '../../activities/orders/recheck-orders.ts';
import { signalAtPace } from '../../activities/orders/signal-at-pace.ts';
import { listBlockingSubjects } from '../../database/queries/concerned-orders.ts';
import { openProblem } from '../../database/queries/problems.ts';
import { createImportOrders } from '../../activities/orders/import/import-orders.ts';
import { ORDER_MESSAGE } from '../../shared/orders/messages.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { openHub, type Hub } from '../import/hub.ts';
import { describeWithTemporal } from '../setup/temporal.ts';

await describeWithTemporal('orders that a change concerns', (temporal) => {
  let hub: Hub;
  let shop: DemoCart;
  let control: CartControl;

  beforeAll(async () => {
    hub = await openHub(temporal);
    shop = await startDemoCart({ token: 'secret' });
    control = createCartControl(shop.controlUrl);
  });
  afterAll(async () => {
    await shop?.close();
    await hub?.close();
  });

  const recheck = (...which: Parameters<ReturnType<typeof createRecheckOrders>>[0][number][]) =>
    hub.run(createRecheckOrders(hub.deps), which);

  /** A cart with so many orders whose workflows have been started. */
  async function newCart(orders: number) {
    const merchant = await hub.addMerchant();
    const cart = await hub.addCart({ merchant, url: shop.url, token: 'secret', takeOrdersFrom: new Date() });
    const placed = [];
    for (let index = 0; index < orders; index += 1) placed.push(await control.placeOrder());
    await hub.run(createImportOrders(hub.deps), cart);
    const ids = placed.map(({ id }) => id);
    return { merchant, cart, ids, keys: ids.map((sourceId) => ({ merchantId: merchant, cartId: cart, sourceId })) };
  }

  async function block({ merchant, cart }: { merchant: string; cart: string }, id: string, subject: string) {
    const orderId = (await hub.orderOf(cart, id)).id;
    await openProblem(hub.db, { merchantId: merchant, cartId: cart, orderId, cause: 'unknown_sku', subject });
  }

  async function heardBy({ cart, ids }: { cart: string; ids: readonly string[] }): Promise<number[]> {
    const orders = await Promise.all(ids.map((id) => hub.orderOf(cart, id)));
    return orders.map(({ signals }) => signals?.filter(({ name }) => name === ORDER_MESSAGE.recheck).length ?? -1);
  }

  it('look again once each, by what blocks them and by their status, and no others', async () => {
    const shopA = await newCart(4);
    const [gift, giftWithSpaces, other] = shopA.ids as [string, string, string];
    const stranger = await newCart(1);
    await block(shopA, gift, 'GIFT');
    await block(shopA, giftWithSpaces, ' GIFT ');
    await block(shopA, other, 'OTHER');
    await block(stranger, stranger.ids[0] ?? '', 'GIFT');
    await hub.setStatus(gift, 'shipped');
    const { merchant: merchantId, cart: cartId } = shopA;
    const blocked = { merchantId, causes: ['unknown_sku'] as const, subjects: ['GIFT', 'NEVER-SEEN'] };
    expect(await recheck(blocked, { merchantId, cartId, statuses: ['shipped'] })).toBe(2);
    expect(await heardBy(shopA)).toEqual([1, 1, 0, 0]);
    expect(await heardBy(stranger)).toEqual([0]);
    expect(await recheck({ ...blocked, subjects: [] })).toBe(0);
    expect(await listBlockingSubjects(hub.db, blocked)).toEqual([{ cartId, subject: 'GIFT' }]);
  });

  it('are told no more at a time than their pace allows', async () => {
    const cart = await newCart(7);
    const signal = AbortSignal.abort();
    const telling = signalAtPace(hub.client, cart.keys, { perSecond: 3, signal }, ORDER_MESSAGE.recheck);
    await expect(telling).rejects.toThrow(/abort/i);
    expect(await heardBy(cart)).toEqual([1, 1, 1, 0, 0, 0, 0]);
  });

  it('are all told, however many they are', async () => {
    const cart = await newCart(30);
    expect(await recheck({ merchantId: cart.merchant, statuses: ['sending'] })).toBe(30);
    expect(await heardBy(cart)).toEqual(Array(30).fill(1));
  });
});
