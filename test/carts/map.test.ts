import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mapOrder as mapGeneric } from '../../activities/carts/generic/map.ts';
import { genericOrderSchema, type GenericOrder } from '../../activities/carts/generic/schema.ts';
import { readOrders } from '../../activities/carts/read-orders.ts';
import { mapOrder as mapVendure, stateOf } from '../../activities/carts/vendure/map.ts';
import { vendureOrderSchema, type VendureOrder } from '../../activities/carts/vendure/schema.ts';
import { wantedUnits } from '../../activities/carts/wanted-units.ts';
import { newOrder, type OrderRequest } from '../../simulators/cart/new-order.ts';

const units = fc.nat({ max: 50 });

describe('wanted units', () => {
  test('are never less than what shipped nor more than what is left of the order, and lose what was refunded', () => {
    fc.assert(
      fc.property(units, units, units, (quantity, refunded, shipped) => {
        fc.pre(shipped <= quantity);
        const wanted = wantedUnits({ quantity, refunded, shipped });
        expect(wanted).toBeGreaterThanOrEqual(shipped);
        expect(wanted).toBeLessThanOrEqual(quantity);
        expect(wanted).toBe(Math.max(shipped, quantity - refunded));
      }),
    );
  });

  test.each([0, -1, -7])('a quantity of %s is passed through to be told as a problem', (quantity) => {
    expect(wantedUnits({ quantity, refunded: 2, shipped: 0 })).toBe(quantity);
  });
});

function genericOrder(request: OrderRequest): GenericOrder {
  return genericOrderSchema.parse(newOrder('ord_1', 'D1', new Date().toISOString(), request));
}

describe('an order of the generic API', () => {
  test('keeps every line in its place with its own id, whatever the SKUs and quantities are', () => {
    const line = fc.record({
      sku: fc.option(fc.string()),
      name: fc.string({ unit: 'grapheme' }),
      quantity: fc.integer(),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const order = mapGeneric(genericOrder({ lines }));
        expect(order.lines.map(({ sku, name, quantity }) => ({ sku, name, quantity }))).toEqual(
          lines.map(({ sku, name, quantity }) => ({ sku: sku?.trim() || null, name, quantity })),
        );
        expect(new Set(order.lines.map(({ sourceLineId }) => sourceLineId)).size).toBe(lines.length);
      }),
    );
  });

  test('has the same SKU on two lines as two lines, and 500 lines as 500', () => {
    const two = mapGeneric(genericOrder({ lines: [{ sku: 'A' }, { sku: 'A', quantity: 2 }] }));
    expect(two.lines.map(({ sourceLineId, quantity }) => [sourceLineId, quantity])).toEqual([
      ['ord_1_1', 1],
      ['ord_1_2', 2],
    ]);
    expect(mapGeneric(genericOrder({ lines: Array.from({ length: 500 }, () => ({})) })).lines).toHaveLength(500);
  });

  test('keeps emoji and right-to-left names, and tells digital lines and missing SKUs', () => {
    const order = mapGeneric(
      genericOrder({ ship_to: { name: 'نور 🎁', city: 'القاهرة' }, lines: [{ sku: '  ', requires_shipping: false }] }),
    );
    expect(order.shipTo).toMatchObject({ name: 'نور 🎁', city: 'القاهرة' });
    expect(order.lines[0]).toMatchObject({ sku: null, requiresShipping: false });
  });

  test('has no address where the cart has none or only empty parts', () => {
    expect(mapGeneric(genericOrder({ ship_to: null })).shipTo).toBeNull();
    const empty = {
      name: '',
      company: '',
      street1: '',
      street2: '',
      city: '',
      state: '',
      postal_code: '',
      country: '',
      phone: '',
    };
    expect(mapGeneric(genericOrder({ ship_to: empty })).shipTo).toBeNull();
  });
});

const NOW = '2026-11-22T12:00:00.000Z';

function vendureOrder(line: { quantity: number; placed: number; shipped: number; pending: number; refunds: number[] }) {
  return {
    id: '7',
    code: 'ABC',
    state: 'PaymentSettled',
    createdAt: NOW,
    orderPlacedAt: NOW,
    currencyCode: 'USD',
    shippingLines: [],
    lines: [
      {
        id: '1',
        quantity: line.quantity,
        orderPlacedQuantity: line.placed,
        productVariant: { sku: 'A', name: 'A' },
        fulfillmentLines: [
          { quantity: line.shipped, fulfillment: { state: 'Shipped' } },
          { quantity: line.pending, fulfillment: { state: 'Pending' } },
        ],
      },
    ],
    payments: [
      { refunds: line.refunds.map((quantity) => ({ state: 'Settled', lines: [{ orderLineId: '1', quantity }] })) },
    ],
  };
}

describe('an order of Vendure', () => {
  test('loses units once, whether they were cancelled, refunded or both', () => {
    fc.assert(
      fc.property(units, units, units, (placed, cancelled, refunded) => {
        fc.pre(cancelled < placed);
        const quantity = placed - cancelled;
        const order = vendureOrderSchema.parse(
          vendureOrder({ quantity, placed, shipped: 0, pending: 0, refunds: [refunded] }),
        );
        const [line] = mapVendure(order, 'paid', undefined).lines;
        expect(line?.quantity).toBe(Math.max(0, placed - Math.max(cancelled, refunded)));
      }),
    );
  });

  test('counts as shipped what left, not what is pending', () => {
    const order = vendureOrder({ quantity: 3, placed: 3, shipped: 1, pending: 2, refunds: [] });
    expect(mapVendure(vendureOrderSchema.parse(order), 'paid', undefined).lines[0]).toMatchObject({
      quantity: 3,
      shipped: 1,
    });
  });

  test('ignores a refund that failed', () => {
    const order: VendureOrder = vendureOrderSchema.parse(
      vendureOrder({ quantity: 3, placed: 3, shipped: 0, pending: 0, refunds: [2] }),
    );
    for (const payment of order.payments ?? []) for (const refund of payment.refunds) refund.state = 'Failed';
    expect(mapVendure(order, 'paid', undefined).lines[0]?.quantity).toBe(3);
  });

  test.each([
    ['PaymentAuthorized', 'unpaid'],
    ['ArrangingAdditionalPayment', 'unpaid'],
    ['PaymentSettled', 'paid'],
    ['PartiallyShipped', 'paid'],
    ['Delivered', 'paid'],
    ['Modifying', 'on_hold'],
    ['Cancelled', 'cancelled'],
    ['Packing', null],
  ])('in state %s is %s', (state, expected) => {
    expect(stateOf(state, [])).toBe(expected);
  });

  test("in a state of the shop's own is paid where the cart's settings say so", () => {
    expect(stateOf('Packing', ['Packing'])).toBe('paid');
  });
});

describe('reading orders', () => {
  const good = newOrder('good', 'D1', NOW, {});

  test('whatever comes, every row is either an order or unreadable, and nothing throws', () => {
    const row = fc.oneof(
      fc.jsonValue(),
      fc.constant(good),
      fc.jsonValue().map((lines) => ({ ...good, lines })),
    );
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const { orders, unreadable } = readOrders(rows, genericOrderSchema, mapGeneric);
        expect(orders.length + unreadable.length).toBe(rows.length);
        expect(unreadable.every(({ sourceId, reason }) => sourceId.length <= 200 && reason !== '')).toBe(true);
      }),
    );
  });

  test('the reason names the field and what is allowed, and no value', () => {
    const bad = { ...good, ship_to: { name: { first: 'Ann' } }, lines: [{ ...good.lines[0], quantity: 'three' }] };
    const { unreadable } = readOrders([bad], genericOrderSchema, mapGeneric);
    expect(unreadable).toEqual([
      {
        sourceId: 'good',
        reason:
          'ship_to.name: Invalid input: expected string, received object; ' +
          'lines[0].quantity: Invalid input: expected number, received string',
      },
    ]);
  });

  test('an order without an id is known by its content', () => {
    const read = (number: string) =>
      readOrders([{ ...good, id: undefined, number }], genericOrderSchema, mapGeneric).unreadable[0]?.sourceId;
    expect(read('D1')).toMatch(/^no-id-[0-9a-f]{12}$/);
    expect(read('D1')).toBe(read('D1'));
    expect(read('D1')).not.toBe(read('D2'));
  });
});
