import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../activities/items/resolve-lines.ts';
import { allocate } from '../../activities/stock/allocate.ts';
import { unitsByBarcode } from '../../activities/stock/reserved-units.ts';
import { changedStock, stockForCart } from '../../activities/stock/stock-for-cart.ts';

const codes: fc.Arbitrary<string> = fc.constantFrom('1', '2', '3', '4');
const amounts = fc
  .array(fc.tuple(codes, fc.integer({ min: -5, max: 60 })), { maxLength: 6 })
  .map((all) => new Map(all));

describe('releasing backorders', () => {
  const needs = fc.uniqueArray(fc.record({ barcode: codes, units: fc.integer({ min: 1, max: 20 }) }), {
    minLength: 1,
    maxLength: 3,
    selector: ({ barcode }) => barcode,
  });

  it('never gives out more than there is; the oldest come first, and what cannot be filled blocks nobody', () => {
    fc.assert(
      fc.property(amounts, fc.array(needs, { maxLength: 20 }), (stock, orders) => {
        const filled = allocate(stock, orders);
        const left = new Map(stock);
        for (const [index, order] of orders.entries()) {
          const fits = order.every(({ barcode, units }) => (left.get(barcode) ?? 0) >= units);
          expect(filled.includes(index)).toBe(fits);
          if (fits) for (const { barcode, units } of order) left.set(barcode, (left.get(barcode) ?? 0) - units);
        }
        for (const [barcode, units] of left) expect(units).toBeGreaterThanOrEqual(Math.min(0, stock.get(barcode) ?? 0));
      }),
    );
  });

  it('goes by age', () => {
    const two = [{ barcode: '1', units: 2 }];
    const five = [{ barcode: '1', units: 5 }];
    expect(allocate(new Map([['1', 4]]), [five, two, two, two])).toEqual([1, 2]);
  });
});

describe('stock for a cart', () => {
  const aliases = fc.array(
    fc.record({ cartId: fc.constantFrom(null, 'c'), sku: fc.constantFrom('A', 'B', '1'), barcode: codes }),
    { maxLength: 5 },
  );

  it('is the units on hand less those that orders have a claim on, and never below 0', () => {
    fc.assert(
      fc.property(aliases, fc.uniqueArray(codes), amounts, amounts, (all, barcodes, onHand, reserved) => {
        const catalogue = catalogueOf(all, new Set(barcodes));
        const stock = stockForCart({ catalogue, onHand, reserved }, ['before']);
        expect(stock.get('before')).toBe(0);
        for (const [sku, available] of stock) {
          expect(available).toBeGreaterThanOrEqual(0);
          const barcode = catalogue.aliases.get(sku) ?? sku;
          if (sku !== 'before') {
            expect(available).toBe(Math.max(0, (onHand.get(barcode) ?? 0) - (reserved.get(barcode) ?? 0)));
          }
        }
        for (const barcode of barcodes) if (!catalogue.aliases.has(barcode)) expect(stock.has(barcode)).toBe(true);
      }),
    );
  });

  it('counts the claims of all carts, each with its own aliases', () => {
    const barcodes = new Set(['1', '2']);
    const of = (cartId: string) => catalogueOf([{ cartId, sku: 'A', barcode: cartId === 'c1' ? '1' : '2' }], barcodes);
    const demand = [
      { cartId: 'c1', sku: 'A', units: 3 },
      { cartId: 'c2', sku: 'A', units: 4 },
      { cartId: 'c2', sku: '1', units: 1 },
      { cartId: 'c2', sku: 'unknown', units: 9 },
    ];
    expect(unitsByBarcode(demand, of)).toEqual(
      new Map([
        ['1', 4],
        ['2', 4],
      ]),
    );
  });

  it('is written only where it changed; what the cart refused is offered again after a day', () => {
    const now = new Date('2026-06-02T12:00:00Z');
    const hourAgo = new Date('2026-06-02T11:00:00Z');
    const dayAgo = new Date('2026-06-01T12:00:00Z');
    const stock = new Map([
      ['same', 1],
      ['changed', 2],
      ['new', 3],
      ['refused', 4],
      ['refused-long-ago', 5],
    ]);
    const pushed = new Map([
      ['same', { quantity: 1, pushedAt: dayAgo, rejected: null }],
      ['changed', { quantity: 1, pushedAt: hourAgo, rejected: null }],
      ['refused', { quantity: 4, pushedAt: hourAgo, rejected: 'unknown_sku' }],
      ['refused-long-ago', { quantity: 5, pushedAt: dayAgo, rejected: 'unknown_sku' }],
    ]);
    expect(changedStock(stock, pushed, now).map(({ sku }) => sku)).toEqual(['changed', 'new', 'refused-long-ago']);
  });
});
