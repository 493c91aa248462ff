import { setTimeout as sleep } from 'node:timers/promises';
import { WORKFLOW } from '../../shared/names.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart } from '../../simulators/cart/server.ts';
import { prepareHubRound } from '../parts/hub-round.ts';
import { acceptedTimes, waitsForAcceptance, writtenTimes } from '../parts/latencies.ts';
import { addBenchCart, addBenchMerchant, countOrders, keyOf, runStep, untilServed } from '../parts/merchants.ts';
import { round, spreadOf } from '../parts/percentiles.ts';
import { say } from '../parts/progress.ts';
import type { BenchOptions, BenchResult } from '../parts/result.ts';
import { startBenchStack, type BenchStack } from '../parts/stack.ts';
import { every, until } from '../parts/until.ts';

const MERCHANT = 'steady';
const SHOP = 'steady-shop';
/** How often each step runs; the shortest settings are 30 s for orders and 60 s for tracking and stock. */
const INTERVAL_MS = 5_000;
const GOAL_MS = INTERVAL_MS + 2_000;
const LOAD_SHARE = 0.25;
const STOCK_EVERY_MS = 1_500;

interface Scene {
  stack: BenchStack;
  cart: CartControl;
  /** When each EasyPost order was shipped, and when stock for each backordered order was counted. */
  shipped: Map<string, number>;
  stocked: Map<string, number>;
}

/** Orders a second that this machine does just now, from a round at full speed. */
async function fullSpeed(stack: BenchStack, orders: number): Promise<number> {
  const prepared = await prepareHubRound(stack, 'full-speed', orders, INTERVAL_MS);
  const began = Date.now();
  await prepared.run();
  const perSecond = (orders * 1000) / (Date.now() - began);
  await prepared.close();
  return perSecond;
}

/** Ships what was accepted since the last look. */
async function shipAccepted({ stack, shipped }: Scene): Promise<void> {
  const rows = await stack.context.db
    .selectFrom('orders')
    .select('easypost_order_id')
    .where('merchant_id', '=', MERCHANT)
    .where('status', '=', 'accepted')
    .execute();
  for (const { easypost_order_id: id } of rows) {
    if (!id || shipped.has(id)) continue;
    shipped.set(id, Date.now());
    await stack.easypost.ship(id);
  }
}

function rareSku(index: number): string {
  return `RARE-${index}`;
}

async function countStock({ stack, stocked }: Scene, backorders: number): Promise<void> {
  const index = stocked.size;
  if (index >= backorders) return;
  stocked.set(`backorder-${index}`, Date.now());
  await stack.easypost.setStock({ key: keyOf(MERCHANT), barcode: rareSku(index), quantity: 1 });
}

function differences(from: ReadonlyMap<string, number>, to: ReadonlyMap<string, number>): number[] {
  return [...from].flatMap(([key, time]) => {
    const end = to.get(key);
    return end === undefined ? [] : [end - time];
  });
}

async function prepare(stack: BenchStack, cart: CartControl, backorders: number): Promise<Scene> {
  for (let index = 0; index < backorders; index += 1) {
    await cart.placeOrder({ number: `backorder-${index}`, lines: [{ sku: rareSku(index) }] });
  }
  await runStep(stack.context, WORKFLOW.pullOrders, SHOP);
  const held = async () => (await countOrders(stack.context, MERCHANT, ['backordered'])) === backorders;
  await until('the backorders wait', held);
  return { stack, cart, shipped: new Map(), stocked: new Map() };
}

/** Lets orders come, ship and be restocked for so many seconds, with every step at its interval. */
async function steadyLoad(scene: Scene, perSecond: number, seconds: number, backorders: number): Promise<Date> {
  const { context } = scene.stack;
  const from = new Date();
  const stops = [
    every(1000 / perSecond, async () => void (await scene.cart.placeOrder())),
    every(200, () => shipAccepted(scene)),
    every(STOCK_EVERY_MS, () => countStock(scene, backorders)),
    every(INTERVAL_MS, () => runStep(context, WORKFLOW.pullOrders, SHOP)),
    every(INTERVAL_MS, () => runStep(context, WORKFLOW.readTracking, MERCHANT)),
    every(INTERVAL_MS, () => runStep(context, WORKFLOW.readStock, MERCHANT)),
  ];
  await sleep(seconds * 1000);
  const [stopOrders, ...stopOthers] = stops;
  await stopOrders?.();
  // What came last still has to go all the way, at the same intervals.
  await until('every order is confirmed', async () => {
    const open = ['waiting', 'sending', 'accepted', 'shipped', 'partially_shipped', 'backordered'] as const;
    return (await countOrders(context, MERCHANT, open)) === 0;
  });
  for (const stop of stopOthers) await stop();
  return from;
}

/** How long each step keeps an order waiting, under a steady quarter of the load that the machine can do. */
export async function measureLatency({ quick }: BenchOptions): Promise<BenchResult> {
  const [seconds, backorders] = quick ? [10, 5] : [90, 50];
  const stack = await startBenchStack();
  const shop = await startDemoCart({ token: 'bench-latency' });
  try {
    const full = await fullSpeed(stack, quick ? 40 : 300);
    const perSecond = Math.max(1, full * LOAD_SHARE);
    say(`full speed ${round(full, 1)}/s, load ${round(perSecond, 1)}/s`);
    const rare = Array.from({ length: backorders }, (_, index) => [rareSku(index), 0] as const);
    await addBenchMerchant(stack, { id: MERCHANT, stock: { WIDGET: 100_000, ...Object.fromEntries(rare) } });
    await addBenchCart(stack, MERCHANT, SHOP, shop);
    await untilServed(stack, MERCHANT);
    const scene = await prepare(stack, createCartControl(shop.controlUrl), backorders);
    const from = await steadyLoad(scene, perSecond, seconds, backorders);
    const { db } = stack.context;
    const paid_to_accepted_s = spreadOf(await waitsForAcceptance(db, MERCHANT, from));
    const shipped_to_cart_s = spreadOf(differences(scene.shipped, await writtenTimes(db, SHOP)));
    const stock_to_accepted_s = spreadOf(differences(scene.stocked, await acceptedTimes(db, SHOP)));
    const met = (p95: number) => p95 * 1000 <= GOAL_MS;
    return {
      interval_s: INTERVAL_MS / 1000,
      orders_per_s: round(perSecond),
      paid_to_accepted_s,
      shipped_to_cart_s,
      stock_to_accepted_s,
      met: {
        [`paid to accepted: p95 within ${GOAL_MS / 1000} s`]: met(paid_to_accepted_s.p95),
        [`shipped to cart: p95 within ${GOAL_MS / 1000} s`]: met(shipped_to_cart_s.p95),
        [`stock to accepted: p95 within ${GOAL_MS / 1000} s`]: met(stock_to_accepted_s.p95),
      },
    };
  } finally {
    await shop.close();
    await stack.stop();
  }
}
