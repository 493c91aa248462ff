import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createActivities } from '../../activities/create-activities.ts';
import { createCartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { createControl } from '../../simulators/easypost/control.ts';
import { startEasypostSimulator, type EasypostSimulator } from '../../simulators/easypost/server.ts';
import { openHub, type Hub } from '../import/hub.ts';
import { describeWithTemporal } from '../setup/temporal.ts';

const TEST_KEY = 'EZTKtracking000001';

await describeWithTemporal('reading tracking', (temporal) => {
  let hub: Hub;
  let shop: DemoCart;
  let simulator: EasypostSimulator;

  beforeAll(async () => {
    shop = await startDemoCart({ token: 'secret' });
    simulator = await startEasypostSimulator();
    hub = await openHub(temporal, simulator.url);
  });
  afterAll(async () => {
    await hub?.close();
    await Promise.all([shop?.close(), simulator?.close()]);
  });

  it('an order that cannot be stored keeps no other from its parcels, and comes the next time', async () => {
    const activities = createActivities(hub.deps);
    const easypost = createControl(simulator.controlUrl);
    await easypost.createAccount({ testKey: TEST_KEY, productionKey: 'EZAKtracking000001' });
    await easypost.seedProducts(TEST_KEY, [{ barcode: 'MUG', quantity: 10 }]);
    const merchant = await hub.addMerchant();
    await hub.addAccount(merchant, 'test', { test: TEST_KEY, production: 'EZAKtracking000001' });
    const cart = await hub.addCart({ merchant, url: shop.url, token: 'secret' });
    const control = createCartControl(shop.controlUrl);
    for (let count = 0; count < 3; count += 1) await control.placeOrder({ lines: [{ sku: 'MUG' }] });
    await hub.run(activities.readStock, merchant);
    await hub.run(activities.importOrders, cart);
    const orders = await hub.orders(cart);
    for (const { id: orderId, number } of orders) {
      await hub.run(activities.sendOrder, { orderId, merchantId: merchant, cartId: cart, number });
    }
    await easypost.shipAll({ key: TEST_KEY });
    const refused = orders[1]?.id ?? '';
    await sql`create function refuse() returns trigger language plpgsql as $$ begin raise 'not this one'; end $$`.execute(
      hub.db,
    );
    await sql`create trigger refuse before insert on parcels for each row
      when (new.order_id = ${sql.lit(refused)}) execute function refuse()`.execute(hub.db);

    await expect(hub.run(activities.readTracking, merchant)).rejects.toThrow('not this one');
    expect((await hub.orders(cart)).map(({ status }) => status)).toEqual(['shipped', 'accepted', 'shipped']);
    const heard = async () =>
      (await Promise.all(orders.map(({ source_id }) => hub.orderOf(cart, source_id)))).map(
        ({ signals }) => signals?.length,
      );
    expect(await heard()).toEqual([1, 0, 1]);

    await sql`drop trigger refuse on parcels`.execute(hub.db);
    expect(await hub.run(activities.readTracking, merchant)).toMatchObject({ newParcels: 1, signalled: 1 });
    expect(await heard()).toEqual([1, 1, 1]);
  });
});
