import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allotParcels, isComplete, type AllotLine } from '../../activities/orders/parcels/allot.ts';
import type { Component } from '../../database/tables.ts';

const BARCODES = ['A', 'B', 'C'];

const component = fc.record({ barcode: fc.constantFrom(...BARCODES), units: fc.integer({ min: 1, max: 3 }) });
const components = fc.uniqueArray(component, { selector: ({ barcode }) => barcode, minLength: 1, maxLength: 3 });
const lines: fc.Arbitrary<AllotLine[]> = fc
  .array(fc.record({ quantity: fc.integer({ min: 1, max: 5 }), components }), { minLength: 1, maxLength: 5 })
  .map((list) => list.map((line, index) => ({ id: String(index + 1), ...line })));

/** All units that the lines consist of, one by one. */
function allUnits(wanted: readonly AllotLine[]): string[] {
  return wanted.flatMap(({ quantity, components: parts }) =>
    parts.flatMap(({ barcode, units }) => Array.from({ length: quantity * units }, () => barcode)),
  );
}

function toParcel(units: readonly string[]): Component[] {
  return BARCODES.map((barcode) => ({ barcode, units: units.filter((unit) => unit === barcode).length })).filter(
    ({ units: count }) => count > 0,
  );
}

/** Everything that was ordered, in any order, cut into parcels anywhere. */
const shipping = lines.chain((wanted) => {
  const units = allUnits(wanted);
  return fc
    .tuple(fc.shuffledSubarray(units, { minLength: units.length }), fc.array(fc.integer({ min: 0, max: units.length })))
    .map(([shuffled, cuts]) => {
      const at = [0, ...cuts.sort((a, b) => a - b), units.length];
      const parcels = at.slice(1).map((end, index) => toParcel(shuffled.slice(at[index], end)));
      return { wanted, parcels: parcels.filter((parcel) => parcel.length > 0) };
    });
});

function perLine(allotments: ReturnType<typeof allotParcels>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { lines: shipped } of allotments) {
    for (const { lineId, quantity } of shipped) sums.set(lineId, (sums.get(lineId) ?? 0) + quantity);
  }
  return sums;
}

describe('Allotting parcels to lines', () => {
  it('ships every line exactly, in whatever parcels and order its units come', () => {
    fc.assert(
      fc.property(shipping, ({ wanted, parcels }) => {
        const allotments = allotParcels(wanted, parcels);
        expect(perLine(allotments)).toEqual(new Map(wanted.map(({ id, quantity }) => [id, quantity])));
        expect(allotments.flatMap(({ leftover }) => leftover)).toEqual([]);
        expect(isComplete(wanted, allotments)).toBe(true);
      }),
    );
  });

  it('never ships more of a line than was ordered, and tells every unit that no line waits for', () => {
    fc.assert(
      fc.property(lines, fc.array(components, { maxLength: 8 }), (wanted, parcels) => {
        const allotments = allotParcels(wanted, parcels);
        for (const line of wanted) expect(perLine(allotments).get(line.id) ?? 0).toBeLessThanOrEqual(line.quantity);
        for (const barcode of BARCODES) {
          const sum = (items: readonly Component[]) =>
            items.filter((item) => item.barcode === barcode).reduce((total, { units }) => total + units, 0);
          const needed = allUnits(wanted).filter((unit) => unit === barcode).length;
          const left = sum(allotments.flatMap(({ leftover }) => leftover));
          expect(left).toBe(Math.max(0, sum(parcels.flat()) - needed));
        }
      }),
    );
  });

  it('never changes what earlier parcels got when later ones come', () => {
    fc.assert(
      fc.property(shipping, ({ wanted, parcels }) => {
        const all = allotParcels(wanted, parcels);
        for (let count = 0; count <= parcels.length; count++) {
          expect(allotParcels(wanted, parcels.slice(0, count))).toEqual(all.slice(0, count));
        }
      }),
    );
  });

  it('fills two lines of one product in their order', () => {
    const wanted = ['1', '2'].map((id) => ({ id, quantity: 2, components: [{ barcode: 'A', units: 1 }] }));
    expect(allotParcels(wanted, [[{ barcode: 'A', units: 3 }], [{ barcode: 'A', units: 1 }]])).toEqual([
      {
        lines: [
          { lineId: '1', quantity: 2 },
          { lineId: '2', quantity: 1 },
        ],
        leftover: [],
      },
      { lines: [{ lineId: '2', quantity: 1 }], leftover: [] },
    ]);
  });

  it('ships a bundle with the parcel that brings its last component', () => {
    const bundle = {
      id: '1',
      quantity: 1,
      components: [
        { barcode: 'A', units: 2 },
        { barcode: 'B', units: 1 },
      ],
    };
    expect(allotParcels([bundle], [[{ barcode: 'A', units: 2 }], [{ barcode: 'B', units: 1 }]])).toEqual([
      { lines: [], leftover: [] },
      { lines: [{ lineId: '1', quantity: 1 }], leftover: [] },
    ]);
  });
});
