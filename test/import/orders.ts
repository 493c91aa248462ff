import fc from 'fast-check';
import type { CartLine, CartOrder } from '../../activities/carts/contract.ts';

/** A paid order of one unit, with what `change` says instead. */
export function paidOrder(change: Partial<CartOrder> = {}): CartOrder {
  return {
    sourceId: 'o1',
    number: '1001',
    state: 'paid',
    test: false,
    placedAt: new Date('2026-06-01T12:00:00Z'),
    currency: 'USD',
    shippingMethod: 'standard',
    shipTo: {
      name: 'A Buyer',
      company: null,
      street1: '1 Main St',
      street2: null,
      city: 'Austin',
      state: 'TX',
      postalCode: '78701',
      country: 'US',
      phone: null,
      email: null,
    },
    lines: [{ sourceLineId: 'l1', sku: 'A', name: 'A thing', quantity: 1, shipped: 0, requiresShipping: true }],
    ...change,
  };
}

function lines(): fc.Arbitrary<CartLine[]> {
  const line = fc.record({
    sourceLineId: fc.string({ minLength: 1, maxLength: 3 }).filter((id) => !id.includes('\0')),
    sku: fc.option(fc.constantFrom('A', 'B', ' C ', ''), { nil: null }),
    name: fc.string({ unit: 'binary' }),
    quantity: fc.integer({ min: -2, max: 5 }),
    shipped: fc.integer({ min: 0, max: 5 }),
    requiresShipping: fc.boolean(),
  });
  return fc.uniqueArray(line, { maxLength: 4, selector: ({ sourceLineId }) => sourceLineId });
}

/** Orders in every state, with every kind of line. */
export function cartOrders(): fc.Arbitrary<CartOrder> {
  return fc
    .record({
      state: fc.constantFrom('unpaid', 'paid', 'on_hold', 'cancelled', 'closed'),
      test: fc.boolean(),
      placedAt: fc.date({ min: new Date('2025-12-01'), max: new Date('2026-12-31'), noInvalidDate: true }),
      shippingMethod: fc.option(fc.string(), { nil: null }),
      shipTo: fc.option(fc.record({ name: fc.constantFrom('A', 'B'), city: fc.constantFrom('Austin', 'Łódź') }), {
        nil: null,
      }),
      lines: lines(),
    })
    .map(({ shipTo, ...rest }) => {
      const base = paidOrder();
      return { ...base, ...rest, shipTo: shipTo && base.shipTo && { ...base.shipTo, ...shipTo } };
    });
}
