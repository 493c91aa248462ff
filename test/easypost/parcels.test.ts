import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parcelsOf } from '../../activities/easypost/parcels.ts';
import { orderSchema } from '../../activities/easypost/schema.ts';

const read = (raw: object) => orderSchema.parse({ id: 'order_1', ...raw });

const barcode = fc.constantFrom('A', 'B', 'C', 'D');
const pick = fc.record({
  code: fc.option(fc.string({ maxLength: 12 }), { nil: null }),
  units: fc.array(barcode, { maxLength: 12 }),
});

function count(barcodes: readonly string[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const one of barcodes) sums[one] = (sums[one] ?? 0) + 1;
  return sums;
}

function rawPick({ code, units }: { code: string | null; units: string[] }, index: number): object {
  return {
    id: `pick_${index}`,
    tracker:
      code === null ? null : { id: `trk_${index}`, tracking_code: code, carrier: 'UPS', created_at: 1_700_000_000 },
    inventories: units.map((unit) => ({ product: { id: `prod_${unit}`, barcode: unit } })),
  };
}

describe('parcels of picks', () => {
  test('hold exactly the units of the picks that have a tracking code and show units, pick by pick', () => {
    fc.assert(
      fc.property(fc.array(pick, { maxLength: 6 }), (picks) => {
        const parcels = parcelsOf(read({ status: 'partially_shipped', picks: picks.map(rawPick) }));
        const tracked = picks.flatMap((one, index) =>
          one.code?.trim() && one.units.length > 0 ? [{ ...one, index }] : [],
        );
        expect(parcels.map(({ pickId }) => pickId)).toEqual(tracked.map(({ index }) => `pick_${index}`));
        for (const [at, parcel] of parcels.entries()) {
          expect(parcel.trackingCode).toBe(tracked[at]?.code?.trim());
          expect(Object.fromEntries(parcel.units.map((entry) => [entry.barcode, entry.units]))).toEqual(
            count(tracked[at]?.units ?? []),
          );
          expect(new Set(parcel.units.map((entry) => entry.barcode)).size).toBe(parcel.units.length);
        }
      }),
    );
  });

  test('stay the same when later picks arrive', () => {
    fc.assert(
      fc.property(fc.array(pick, { maxLength: 4 }), fc.array(pick, { maxLength: 4 }), (first, later) => {
        const before = parcelsOf(read({ status: 'picking', picks: first.map(rawPick) }));
        const after = parcelsOf(read({ status: 'picking', picks: [...first, ...later].map(rawPick) }));
        expect(after.slice(0, before.length)).toEqual(before);
      }),
    );
  });

  test('take the barcode from the line when the pick only has the product id, and drop no unit', () => {
    const order = read({
      line_items: [{ product: { id: 'prod_A', barcode: 'A' }, units: 2 }],
      picks: [
        {
          tracker: { tracking_code: 'T1' },
          inventories: [{ product: { id: 'prod_A' } }, { product: { id: 'prod_Z' } }, { product: null }],
        },
      ],
    });
    expect(parcelsOf(order)).toEqual([
      {
        pickId: 'T1',
        carrier: 'unknown',
        trackingCode: 'T1',
        trackingUrl: null,
        shippedAt: null,
        units: [
          { barcode: 'A', units: 1 },
          { barcode: 'prod_Z', units: 1 },
          { barcode: 'unknown', units: 1 },
        ],
      },
    ]);
  });
});

describe('an order with trackers but without picks', () => {
  const raw = {
    line_items: [
      { product: { barcode: 'A' }, units: 2 },
      { product: { barcode: 'B' }, units: 1 },
      { product: { barcode: 'A' }, units: 1 },
    ],
    trackers: [{ tracking_code: null }, { tracking_code: 'T1', carrier: 'USPS' }, { tracking_code: 'T2' }],
  };

  test('puts all units into the first tracker once it is shipped', () => {
    expect(parcelsOf(read({ ...raw, status: 'Shipped' }))).toMatchObject([
      {
        pickId: 'T1',
        trackingCode: 'T1',
        carrier: 'USPS',
        units: [
          { barcode: 'A', units: 3 },
          { barcode: 'B', units: 1 },
        ],
      },
    ]);
  });

  test.each(['picking', 'partially_shipped', 'created', 'cancelled', 'whatever', null])(
    'has no parcel while it is %s',
    (status) => {
      expect(parcelsOf(read({ ...raw, status }))).toEqual([]);
    },
  );
});

describe('what an answer may look like', () => {
  test('all but the id may be missing or null', () => {
    const empty = {
      status: null,
      description: null,
      mode: null,
      createdAt: null,
      lineItems: [],
      picks: [],
      trackers: [],
    };
    expect(read({})).toMatchObject(empty);
    const nulls = { status: null, created_at: null, line_items: null, picks: null, trackers: null };
    expect(read(nulls)).toMatchObject(empty);
  });

  test('unknown fields and unknown status words pass', () => {
    expect(read({ status: 'awaiting_magic', extra: { deep: [1] } })).toMatchObject({
      status: 'awaiting_magic',
      state: null,
    });
  });

  test.each([
    [1_700_000_000, '2023-11-14T22:13:20.000Z'],
    [1_700_000_000_000, '2023-11-14T22:13:20.000Z'],
    ['2023-11-14T22:13:20Z', '2023-11-14T22:13:20.000Z'],
    ['yesterday', undefined],
    [true, undefined],
  ])('created_at %j reads as %s', (created_at, iso) => {
    expect(read({ created_at }).createdAt?.toISOString()).toBe(iso);
  });

  test('an order without an id cannot be read', () => {
    expect(orderSchema.safeParse({ status: 'created' }).success).toBe(false);
  });
});
