import { describe, expect, test } from 'vitest';
import { connectVendure } from '../../activities/carts/vendure/index.ts';
import type { HttpClient } from '../../activities/http/http-client.ts';
import type { VendureConnection } from '../../activities/carts/vendure/schema.ts';
import { writeShipmentOnce } from '../../activities/orders/write-shipment-once.ts';
import { ADDRESS } from '../setup/vendure-checkout.ts';
import type { RunningVendure } from '../setup/vendure.ts';
import { pull } from './harness.ts';

interface VendureParts {
  vendure: RunningVendure;
  http: HttpClient;
  proxyUrl: string;
}

/** What only Vendure does, against the real one. */
export function describeVendure(parts: () => VendureParts): void {
  const cart = (connection: Partial<VendureConnection> = {}) =>
    connectVendure({ url: parts().vendure.adminUrl, ...connection }, { apiKey: parts().vendure.apiKey }, parts().http);
  const read = async (id: string, connection: Partial<VendureConnection> = {}) =>
    (await cart(connection).getOrders([id])).orders[0];

  describe('Vendure only', () => {
    test('names in emoji and right-to-left script arrive as they were written', async () => {
      const { shop } = parts().vendure;
      await shop.createProduct({ sku: 'SHIRT-1', stock: 5, name: 'חולצה 👕' });
      const address = { ...ADDRESS, fullName: 'נועה כהן 🎁', city: 'תל אביב', countryCode: 'IL' };
      const { id } = await shop.placeOrder({ lines: [{ sku: 'SHIRT-1', quantity: 1 }], address });
      const order = await read(id);
      expect(order?.shipTo).toMatchObject({ name: 'נועה כהן 🎁', city: 'תל אביב', country: 'IL' });
      expect(order?.lines[0]?.name).toBe('חולצה 👕');
    });

    test('a variant that the shop marks as digital needs no shipping', async () => {
      const { shop } = parts().vendure;
      await shop.createProduct({ sku: 'EBOOK-1', stock: 5, digital: true });
      const { id } = await shop.placeOrder({ lines: [{ sku: 'EBOOK-1', quantity: 1 }] });
      expect((await read(id, { digitalField: 'isDigital' }))?.lines[0]?.requiresShipping).toBe(false);
      expect((await read(id))?.lines[0]?.requiresShipping).toBe(true);
    });

    test('units that are cancelled and refunded are taken off once', async () => {
      const { shop } = parts().vendure;
      await shop.createProduct({ sku: 'CUP-1', stock: 9 });
      const order = await shop.placeOrder({ lines: [{ sku: 'CUP-1', quantity: 3 }] });
      const lines = [{ orderLineId: order.lineIds[0] ?? '', quantity: 1 }];
      await shop.cancelOrder(order.id, lines);
      await shop.refund(order, lines);
      expect((await read(order.id))?.lines[0]?.quantity).toBe(2);
    });

    test('orders of four customers who pay at once are all listed', async () => {
      const { shop } = parts().vendure;
      await shop.createProduct({ sku: 'PEN-1', stock: 50 });
      const placed = await Promise.all(
        [1, 2, 3, 4].map(() => shop.placeOrder({ lines: [{ sku: 'PEN-1', quantity: 1 }] })),
      );
      const { orders } = await pull(cart(), null, new Date(Date.now() - 60_000));
      expect([...orders.keys()]).toEqual(expect.arrayContaining(placed.map(({ id }) => id)));
    });

    test('every variant with the SKU is set, and none that differs in case', async () => {
      const { shop } = parts().vendure;
      await shop.createProduct({ sku: 'DOUBLE-1', stock: 1 });
      await shop.createProduct({ sku: 'DOUBLE-1', stock: 2 });
      await shop.createProduct({ sku: 'double-1', stock: 3 });
      expect(await cart().setStock([{ sku: 'DOUBLE-1', available: 8 }], new Date())).toEqual([]);
      expect((await shop.readStocks('DOUBLE-1')).map(({ onHand }) => onHand)).toEqual([8, 8]);
      expect((await shop.readStock('double-1')).onHand).toBe(3);
    });

    test('a stock location that does not exist is not found and sets nothing', async () => {
      const failure = cart({ stockLocationId: '99' }).setStock([{ sku: 'DOUBLE-1', available: 1 }], new Date());
      await expect(failure).rejects.toMatchObject({ type: 'not_found', system: 'cart' });
    });

    test('units that somebody shipped by hand are refused with the code of the cart', async () => {
      const { shop } = parts().vendure;
      await shop.createProduct({ sku: 'MUG-1', stock: 9 });
      const order = await shop.placeOrder({ lines: [{ sku: 'MUG-1', quantity: 1 }] });
      const lines = [{ sourceLineId: order.lineIds[0] ?? '', quantity: 1 }];
      const shipment = {
        key: 'k',
        carrier: 'UPS',
        trackingCode: 'BY-HAND',
        trackingUrl: null,
        shippedAt: new Date(),
        lines,
      };
      await writeShipmentOnce(cart(), order.id, shipment);
      const ours = writeShipmentOnce(cart(), order.id, { ...shipment, trackingCode: 'OURS' });
      await expect(ours).rejects.toMatchObject({ type: 'refused', vendorCode: 'ITEMS_ALREADY_FULFILLED_ERROR' });
      expect((await shop.readOrder(order.id)).fulfillments).toMatchObject([{ method: 'UPS', trackingCode: 'BY-HAND' }]);
    });
  });
}
