import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextParcel, unitsLeft } from '../../bench/crash/run/next-parcel.ts';
import { ABSENT, CART_COUNT, heedsKeys, UNKNOWN } from '../../bench/crash/plan/catalogue.ts';
import { makePlan } from '../../bench/crash/plan/plan.ts';

const settings = fc.record({
  seed: fc.nat(),
  orders: fc.integer({ min: 15, max: 120 }),
  minutes: fc.constantFrom(0.5, 1, 4),
});

const RUNS = { numRuns: 25 };

it('the same settings plan the same run, to the last fault', () => {
  fc.assert(
    fc.property(settings, (given) => {
      expect(makePlan(given)).toEqual(makePlan(given));
    }),
    RUNS,
  );
});

it('another seed plans another run', () => {
  const [one, other] = [1, 2].map((seed) => makePlan({ seed, orders: 30, minutes: 1 }));
  expect(one?.troubles).not.toEqual(other?.troubles);
  expect(one?.orders.map(({ lines }) => lines)).not.toEqual(other?.orders.map(({ lines }) => lines));
});

it('every plan kills each server once, drains one worker, freezes one and kills others, within the chaos', () => {
  fc.assert(
    fc.property(settings, (given) => {
      const { troubles, timing } = makePlan(given);
      const count = (kind: string) => troubles.filter((trouble) => trouble.kind === kind).length;
      const once = [
        'kill_postgres',
        'kill_temporal',
        'drain_worker',
        'freeze_worker',
        'easypost_outage',
        'cart_outage',
      ];
      for (const kind of once) {
        expect([kind, count(kind)]).toEqual([kind, 1]);
      }
      expect(count('kill_worker')).toBeGreaterThan(0);
      expect(troubles.every(({ atMs }) => atMs >= 0 && atMs <= timing.chaosMs)).toBe(true);
    }),
    RUNS,
  );
});

it('every plan has every fault of EasyPost and of carts', () => {
  fc.assert(
    fc.property(settings, (given) => {
      const { troubles } = makePlan(given);
      const easypost = troubles.flatMap((trouble) => (trouble.kind === 'easypost_fault' ? [trouble.fault] : []));
      expect(new Set(easypost.map(({ effect }) => effect.kind))).toEqual(
        new Set([
          'commit_then_drop',
          'late_commit',
          'latency',
          'status',
          'html',
          'malformed_json',
          'out_of_stock',
          'late_cancellation',
        ]),
      );
      const carts = troubles.flatMap((trouble) => (trouble.kind === 'cart_fault' ? [trouble] : []));
      expect(new Set(carts.map(({ fault }) => fault.fault.kind))).toEqual(
        new Set([
          'commit_then_drop',
          'late_commit',
          'rate_limited',
          'server_error',
          'html',
          'malformed_json',
          'duplicate_pages',
          'malformed_order',
        ]),
      );
      const late = carts.filter(({ fault }) => fault.fault.kind === 'late_commit');
      expect(late.every(({ cart }) => heedsKeys(cart))).toBe(true);
    }),
    RUNS,
  );
});

it('orders have one to five lines in any of the six carts, and each run has some that cannot be sent', () => {
  fc.assert(
    fc.property(settings, (given) => {
      const { orders, timing } = makePlan(given);
      expect(new Set(orders.map(({ number }) => number)).size).toBe(given.orders);
      const isPossible = orders.every(
        ({ lines, cart, placeAtMs, parcels }) =>
          [1, 2, 3, 4, 5].includes(lines.length) &&
          cart < CART_COUNT &&
          placeAtMs < timing.chaosMs &&
          [1, 2, 3].includes(parcels),
      );
      expect(isPossible).toBe(true);
      const skus = orders.flatMap(({ lines }) => lines.map(({ sku }) => sku));
      expect(skus.filter((sku) => sku === ABSENT || sku === UNKNOWN).toSorted()).toEqual([UNKNOWN, ABSENT]);
    }),
    RUNS,
  );
});

it('plans of some size have the same SKU on two lines, cancellations of both kinds, and two at once', () => {
  const { orders } = makePlan({ seed: 7, orders: 300, minutes: 4 });
  expect(orders.some(({ lines }) => new Set(lines.map(({ sku }) => sku)).size < lines.length)).toBe(true);
  const cancels = orders.flatMap((order) => order.cancels);
  expect(new Set(cancels.map(({ by, when }) => `${by} ${when}`))).toEqual(
    new Set(['operator after_placing', 'operator at_shipping', 'cart after_placing', 'cart at_shipping']),
  );
  expect(orders.some((order) => order.cancels.length === 2)).toBe(true);
});

it('parcels take every unit once, in no more parcels than asked for', () => {
  const units = fc.array(fc.constantFrom('MUG', 'CAP', 'TEE'), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(units, fc.integer({ min: 1, max: 3 }), (all, parcels) => {
      const left: string[] = [...all];
      const packed: string[] = [];
      for (let to = parcels; to > 0 && left.length > 0; to -= 1) {
        for (const [barcode, count] of Object.entries(nextParcel(left, to))) {
          packed.push(...Array.from({ length: count }, () => barcode));
          for (let taken = 0; taken < count; taken += 1) left.splice(left.indexOf(barcode), 1);
        }
      }
      expect(left).toEqual([]);
      expect(packed.toSorted()).toEqual(all.toSorted());
    }),
  );
});

it('what has left is not shipped again', () => {
  const product = (barcode: string) => ({ id: barcode, barcode });
  const order = {
    line_items: [{ product: product('MUG'), units: 2 }],
    picks: [
      { id: 'p1', tracker: { tracking_code: '1', carrier: 'UPS' }, inventories: [{ product: product('MUG') }] },
      { id: 'p2', tracker: null, inventories: [{ product: product('MUG') }] },
    ],
  };
  expect(unitsLeft({ ...order, status: 'created', picks: [] })).toEqual(['MUG', 'MUG']);
  expect(unitsLeft({ ...order, status: 'partially_shipped' })).toEqual(['MUG']);
});
