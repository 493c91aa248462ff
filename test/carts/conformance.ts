import { afterEach, describe, expect, test } from 'vitest';
import type { NewShipment } from '../../activities/carts/contract.ts';
import { isSystemError, type ErrorType } from '../../activities/errors/system-error.ts';
import { writeShipmentOnce } from '../../activities/orders/write-shipment-once.ts';
import { createMutex, pull, readAgain, type CartHarness, type TestOrder } from './harness.ts';
import type { ProxyFault } from './fault-proxy.ts';

let parcels = 0;

function parcel(order: TestOrder, units: number[], trackingCode = `1Z${Date.now()}${(parcels += 1)}`): NewShipment {
  return {
    key: `parcel-${trackingCode}`,
    carrier: 'UPS',
    trackingCode,
    trackingUrl: `https://track.example.com/${trackingCode}`,
    shippedAt: new Date(),
    lines: units.flatMap((quantity, index) =>
      quantity > 0 ? [{ sourceLineId: order.lineIds[index] ?? '', quantity }] : [],
    ),
  };
}

/** The error that `work` ends with. */
async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no error',
    (error: unknown) => error,
  );
}

/** What every cart must do; `harness` is asked for when the tests run. */
export function describeCart(name: string, harness: () => CartHarness): void {
  const aMinuteAgo = () => new Date(Date.now() - 60_000);
  afterEach(() => harness().proxy.heal());

  describe(`${name} lists orders`, () => listing(harness, aMinuteAgo));
  describe(`${name} takes shipments`, () => shipments(harness));
  describe(`${name} takes stock`, () => stock(harness));
  describe(`${name} fails in known ways`, () => failures(harness, aMinuteAgo));
}

function listing(harness: () => CartHarness, aMinuteAgo: () => Date): void {
  test('every order, though others are placed, cancelled and refunded between the pages', async () => {
    const cart = harness().cart(2);
    const sku = await harness().newSku(100);
    const from = aMinuteAgo();
    const placed: TestOrder[] = [];
    for (let i = 0; i < 5; i++) placed.push(await harness().placeOrder([{ sku, quantity: 2 }], true));
    const [first, second] = placed as [TestOrder, TestOrder];
    const listed = await pull(cart, null, from, async (page) => {
      if (page === 1) await harness().cancel(first);
      if (page === 2) placed.push(await harness().placeOrder([{ sku, quantity: 1 }], true));
      if (page === 2) await harness().refund(second, 1);
    });
    expect([...listed.orders.keys()]).toEqual(expect.arrayContaining(placed.map(({ sourceId }) => sourceId)));
    expect((await readAgain(cart, listed.position, first.sourceId))?.state).toBe('cancelled');
    expect((await readAgain(cart, listed.position, second.sourceId))?.lines[0]?.quantity).toBe(1);
  });

  test('an order that is paid later is seen as paid', async () => {
    const cart = harness().cart(50);
    const order = await harness().placeOrder([{ sku: await harness().newSku(10), quantity: 1 }], false);
    const listed = await pull(cart, null, aMinuteAgo());
    expect(listed.orders.get(order.sourceId)?.state).toBe('unpaid');
    await harness().pay(order);
    expect((await readAgain(cart, listed.position, order.sourceId))?.state).toBe('paid');
  });

  test('a pull from the saved position brings what came after it', async () => {
    const cart = harness().cart(50);
    const sku = await harness().newSku(10);
    const before = await pull(cart, null, aMinuteAgo());
    const order = await harness().placeOrder([{ sku, quantity: 3 }], true);
    const after = await pull(cart, before.position, aMinuteAgo());
    expect(after.orders.get(order.sourceId)).toMatchObject({
      number: order.number,
      state: 'paid',
      currency: 'USD',
      lines: [{ sourceLineId: order.lineIds[0], sku, quantity: 3, shipped: 0, requiresShipping: true }],
      shipTo: { name: 'Ann Lee', city: 'San Francisco', state: 'CA', postalCode: '94104', country: 'US' },
    });
  });

  test('orders by id, and tells which ids it does not know', async () => {
    const order = await harness().placeOrder([{ sku: await harness().newSku(10), quantity: 1 }], true);
    const read = await harness().cart(50).getOrders([order.sourceId, '999999999']);
    expect(read.orders.map(({ sourceId }) => sourceId)).toEqual([order.sourceId]);
    expect(read.gone).toEqual(['999999999']);
  });

  test('units refunded before and after shipping', async () => {
    const cart = harness().cart(50);
    const order = await harness().placeOrder([{ sku: await harness().newSku(10), quantity: 3 }], true);
    await harness().refund(order, 1);
    await writeShipmentOnce(cart, order.sourceId, parcel(order, [2]));
    expect((await cart.getOrders([order.sourceId])).orders[0]?.lines[0]).toMatchObject({ quantity: 2, shipped: 2 });
  });
}

function shipments(harness: () => CartHarness): void {
  async function twoLines(): Promise<TestOrder> {
    const lines = [
      { sku: await harness().newSku(10), quantity: 3 },
      { sku: await harness().newSku(10), quantity: 1 },
    ];
    return harness().placeOrder(lines, true);
  }

  test('two parcels on the right lines', async () => {
    const cart = harness().cart(50);
    const order = await twoLines();
    const [one, two] = [parcel(order, [2, 0]), parcel(order, [1, 1])];
    const ids = [
      await writeShipmentOnce(cart, order.sourceId, one),
      await writeShipmentOnce(cart, order.sourceId, two),
    ];
    const [first, second] = order.lineIds as [string, string];
    const lines = [
      [{ lineId: first, quantity: 2 }],
      [
        { lineId: first, quantity: 1 },
        { lineId: second, quantity: 1 },
      ],
    ];
    expect(await harness().shipments(order)).toEqual([
      { trackingCode: one.trackingCode, lines: lines[0] },
      { trackingCode: two.trackingCode, lines: lines[1] },
    ]);
    expect(
      (await cart.listShipments(order.sourceId)).map(({ cartShipmentId, complete }) => [cartShipmentId, complete]),
    ).toEqual(ids.map((id) => [id, true]));
    expect((await cart.getOrders([order.sourceId])).orders[0]?.lines.map(({ shipped }) => shipped)).toEqual([3, 1]);
  });

  test('the same parcel twice, once', async () => {
    const cart = harness().cart(50);
    const order = await twoLines();
    const shipment = parcel(order, [1, 0]);
    const first = await writeShipmentOnce(cart, order.sourceId, shipment);
    expect(await writeShipmentOnce(cart, order.sourceId, shipment)).toBe(first);
    expect(await harness().shipments(order)).toHaveLength(1);
  });

  test('the same parcel from two workers at once, once', async () => {
    const order = await twoLines();
    const shipment = parcel(order, [1, 0]);
    const lock = createMutex();
    const ids = await Promise.all(
      [1, 2, 3].map(() => lock(() => writeShipmentOnce(harness().cart(50), order.sourceId, shipment))),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await harness().shipments(order)).toHaveLength(1);
  });

  test('two packages that share a tracking code and their units, twice', async () => {
    const cart = harness().cart(50);
    const order = await twoLines();
    const one = parcel(order, [1, 0]);
    const first = await writeShipmentOnce(cart, order.sourceId, one);
    const two = { ...one, key: `${one.key}-2` };
    const second = await writeShipmentOnce(cart, order.sourceId, two, async () => new Set([first]));
    expect(second).not.toBe(first);
    expect(await harness().shipments(order)).toHaveLength(2);
  });

  test.each(['outage', 'drop_answer'] as const)('a parcel whose last request met %s, once', async (fault) => {
    const cart = harness().cart(50);
    const order = await twoLines();
    const shipment = parcel(order, [1, 1]);
    harness().proxy.break(fault, harness().lastShipmentRequest, 1);
    const failure = await failureOf(writeShipmentOnce(cart, order.sourceId, shipment));
    expect(failure).toMatchObject({ type: 'unavailable', reached: 'maybe' });
    await writeShipmentOnce(cart, order.sourceId, shipment);
    expect(await harness().shipments(order)).toHaveLength(1);
    expect((await cart.listShipments(order.sourceId)).filter(({ active }) => active)).toMatchObject([
      { complete: true },
    ]);
  });

  test('more units than the line has are refused with the words of the cart', async () => {
    const order = await twoLines();
    const failure = await failureOf(
      harness()
        .cart(50)
        .createShipment(order.sourceId, parcel(order, [0, 2]), null),
    );
    expect(failure).toMatchObject({ type: 'refused', reached: 'yes' });
    expect((failure as { vendorWords: string }).vendorWords).not.toBe('');
  });

  test('shipments of an order it does not know are not found', async () => {
    expect(await failureOf(harness().cart(50).listShipments('999999999'))).toMatchObject({ type: 'not_found' });
  });
}

function stock(harness: () => CartHarness): void {
  test('absolute quantities that may be sold, whatever open orders hold; unknown SKUs are told', async () => {
    const cart = harness().cart(50);
    const [one, two] = [await harness().newSku(10), await harness().newSku(10)];
    await harness().placeOrder([{ sku: one, quantity: 4 }], true);
    const items = [
      { sku: one, available: 7 },
      { sku: two, available: 0 },
      { sku: 'NO-SUCH-SKU', available: 5 },
    ];
    expect(await cart.setStock(items, new Date())).toEqual([{ sku: 'NO-SUCH-SKU', code: 'unknown_sku' }]);
    expect([await harness().saleable(one), await harness().saleable(two)]).toEqual([7, 0]);
  });

  test('500 SKUs in one call', async () => {
    const sku = await harness().newSku(10);
    const items = Array.from({ length: 499 }, (_, i) => ({ sku: `NO-SKU-${i}`, available: i }));
    const rejected = await harness()
      .cart(50)
      .setStock([...items, { sku, available: 12 }], new Date());
    expect(rejected).toHaveLength(499);
    expect(await harness().saleable(sku)).toBe(12);
  });
}

function failures(harness: () => CartHarness, aMinuteAgo: () => Date): void {
  const cases: [ProxyFault, ErrorType][] = [
    ['outage', 'unavailable'],
    ['server_error', 'unavailable'],
    ['html', 'unavailable'],
    ['cut_json', 'unavailable'],
    ['wrong_json', 'unavailable'],
    ['rate_limited', 'rate_limited'],
  ];

  test.each(cases)('%s is %s for every call, and everything works again afterwards', async (fault, type) => {
    const cart = harness().cart(50);
    const order = await harness().placeOrder([{ sku: await harness().newSku(10), quantity: 1 }], true);
    const calls = {
      listOrders: () => pull(cart, null, aMinuteAgo()),
      getOrders: () => cart.getOrders([order.sourceId]),
      listShipments: () => cart.listShipments(order.sourceId),
      createShipment: () => cart.createShipment(order.sourceId, parcel(order, [1]), null),
    };
    // What is answered instead of the cart's own answer: a cut answer would mean that the cart acted.
    const tried =
      fault === 'cut_json' ? [calls.listOrders, calls.getOrders, calls.listShipments] : Object.values(calls);
    harness().proxy.break(fault);
    for (const call of tried) {
      const failure = await failureOf(call());
      expect(isSystemError(failure, type), String(failure)).toBe(true);
      if (type === 'rate_limited') expect(failure).toMatchObject({ retryAfterMs: 7000, system: 'cart' });
    }
    harness().proxy.heal();
    expect([...(await pull(cart, null, aMinuteAgo())).orders.keys()]).toContain(order.sourceId);
    await calls.createShipment();
  });

  test('an outage between two pages loses nothing', async () => {
    const cart = harness().cart(3);
    const sku = await harness().newSku(10);
    const from = aMinuteAgo();
    const placed = [];
    for (let i = 0; i < 4; i++) placed.push(await harness().placeOrder([{ sku, quantity: 1 }], true));
    const seen = new Set<string>();
    let position = null;
    const interrupted = (async () => {
      for await (const page of cart.listOrders(null, from)) {
        for (const { sourceId } of page.orders) seen.add(sourceId);
        position = page.position;
        harness().proxy.break('outage');
      }
    })();
    expect(await failureOf(interrupted)).toMatchObject({ type: 'unavailable' });
    harness().proxy.heal();
    for (const sourceId of (await pull(cart, position, from)).orders.keys()) seen.add(sourceId);
    expect([...seen]).toEqual(expect.arrayContaining(placed.map(({ sourceId }) => sourceId)));
  });

  test('wrong credentials are unauthorized, and the connection check says so without secrets', async () => {
    const cart = harness().cartWithWrongCredentials();
    expect(await failureOf(pull(cart, null, aMinuteAgo()))).toMatchObject({ type: 'unauthorized', reached: 'yes' });
    expect(await failureOf(cart.setStock([{ sku: 'A', available: 1 }], new Date()))).toMatchObject({
      type: 'unauthorized',
    });
    const { checks } = await cart.checkConnection();
    expect(
      checks.every(({ ok, detail }) => !ok && detail.includes('unauthorized') && !detail.includes('wrong-secret')),
    ).toBe(true);
  });

  test('the connection check passes with the permissions that the documentation asks for', async () => {
    const { checks } = await harness().cart(50).checkConnection();
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });
}
