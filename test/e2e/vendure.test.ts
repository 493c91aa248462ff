import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAliases } from '../../operations/add-aliases.ts';
import { until } from '../setup/poll.ts';
import { sharedTemporal } from '../setup/temporal.ts';
import { startVendure, type RunningVendure } from '../setup/vendure.ts';
import { startHub, TEST_KEY, type Hub } from './hub.ts';

const started = await startVendure();
const temporal = await sharedTemporal().then(
  () => null,
  (error: Error) => error.message,
);
const missing = 'skipped' in started ? started.skipped : temporal;
const vendure = started as RunningVendure;

describe.skipIf(missing !== null)(
  `From a real Vendure to EasyPost and back${missing ? ` (skipped, because ${missing})` : ''}`,
  () => {
    let hub: Hub;

    beforeAll(async () => {
      hub = await startHub();
      await hub.addMerchant('acme', { '850000123457': 40, 'CAP-RED': 30, RARE: 0 });
      for (const [sku, stock] of Object.entries({ MUG: 5, 'CAP-RED': 5, RARE: 9 })) {
        await vendure.shop.createProduct({ sku, stock });
      }
      await hub.addCart('acme', 'acme-vendure', {
        kind: 'vendure',
        connection: { url: vendure.adminUrl },
        credentials: { apiKey: vendure.apiKey },
      });
      await addAliases(hub.context, 'acme', [{ sku: 'MUG', barcode: '850000123457' }]);
    });

    afterAll(async () => {
      await hub?.close();
      if (missing === null || !('skipped' in started)) await vendure.stop();
    });

    async function placeOrder(lines: { sku: string; quantity: number }[]) {
      const order = await vendure.shop.placeOrder({ lines, settle: true });
      await hub.pull('acme-vendure');
      return order;
    }

    async function easypostOrdersOf(number: string) {
      const { reference } = await hub.order(number);
      return (await hub.easypost.orders(TEST_KEY)).filter(({ description }) => description?.startsWith(reference));
    }

    it('an order paid in the shop comes back as two fulfilments with tracking on the right lines', async () => {
      const order = await placeOrder([
        { sku: 'MUG', quantity: 3 },
        { sku: 'CAP-RED', quantity: 1 },
      ]);
      await hub.reaches(order.code, 'accepted');
      const [sent] = await easypostOrdersOf(order.code);
      expect(sent?.line_items.map(({ product, units }) => [product.barcode, units])).toEqual([
        ['850000123457', 3],
        ['CAP-RED', 1],
      ]);
      await hub.easypost.ship(sent?.id ?? '', [
        { units: { '850000123457': 2 }, carrier: 'UPS', trackingCode: '1Z999AA10123456784' },
        { carrier: 'USPS', trackingCode: '9400111899223197428490' },
      ]);
      await hub.readTracking('acme');
      await hub.reaches(order.code, 'confirmed');
      const [mug, cap] = order.lineIds;
      const { state, fulfillments } = await vendure.shop.readOrder(order.id);
      expect(state).toBe('Shipped');
      expect(fulfillments.map(({ method, trackingCode, lines }) => [method, trackingCode, lines])).toEqual([
        ['UPS', '1Z999AA10123456784', [{ orderLineId: mug, quantity: 2 }]],
        [
          'USPS',
          '9400111899223197428490',
          expect.arrayContaining([
            { orderLineId: mug, quantity: 1 },
            { orderLineId: cap, quantity: 1 },
          ]),
        ],
      ]);
    });

    it('stock is set in the shop: what may be sold is what EasyPost has, less what is still to be sent', async () => {
      await hub.readStock('acme');
      const available = (await hub.easypost.stock(TEST_KEY)).find(
        ({ barcode }) => barcode === '850000123457',
      )?.available;
      await until('the shop sells what EasyPost has', async () => {
        const { onHand, allocated } = await vendure.shop.readStock('MUG');
        return onHand - allocated === available;
      });
    });

    it('a cancellation in the shop cancels at EasyPost', async () => {
      const order = await placeOrder([{ sku: 'CAP-RED', quantity: 2 }]);
      await hub.reaches(order.code, 'accepted');
      await vendure.shop.cancelOrder(order.id);
      await hub.pull('acme-vendure');
      await hub.reaches(order.code, 'cancelled');
      expect((await easypostOrdersOf(order.code)).map(({ status }) => status)).toEqual(['cancelled']);
    });

    it('a backorder is released by stock', async () => {
      // The shop sold what the warehouse does not have.
      await vendure.shop.createProduct({ sku: 'LATE', stock: 5 });
      await hub.easypost.seedProducts(TEST_KEY, [{ barcode: 'LATE', quantity: 0 }]);
      const order = await placeOrder([{ sku: 'LATE', quantity: 2 }]);
      await hub.reaches(order.code, 'backordered');
      await hub.easypost.setStock({ key: TEST_KEY, barcode: 'LATE', quantity: 2 });
      await hub.readStock('acme');
      await hub.reaches(order.code, 'accepted');
    });

    it('an order that is paid long after it was placed is taken when it is paid', async () => {
      const order = await vendure.shop.placeOrder({ lines: [{ sku: 'CAP-RED', quantity: 1 }], settle: false });
      await hub.pull('acme-vendure');
      await hub.reaches(order.code, 'skipped');
      await vendure.shop.settlePayment(order.paymentId);
      await hub.pull('acme-vendure');
      await hub.reaches(order.code, 'accepted');
    });
  },
);
