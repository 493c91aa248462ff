import { setTimeout as sleep } from 'node:timers/promises';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { OperationContext } from '../../operations/context.ts';
import { findOrder } from '../../operations/find-order.ts';
import { listStock, type StockView } from '../../operations/list-stock.ts';
import { pullCart } from '../../operations/pull-cart.ts';
import { showOrder, type OrderView } from '../../operations/show-order.ts';
import { inventorySchedule, trackingSchedule } from '../../shared/names.ts';
import type { OrderStatus } from '../../shared/orders/status.ts';
import type { CartControl } from '../../simulators/cart/control.ts';
import type { EasypostControl } from '../../simulators/easypost/control.ts';
import { MERCHANT, SHOP } from './cast.ts';
import type { Narrator } from './narrator.ts';

const LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 100;

/** What the story plays with, and the two systems that it plays against. */
export interface Stage {
  context: OperationContext;
  easypost: EasypostControl;
  cart: CartControl;
  narrator: Narrator;
  /** Aborts when somebody ends the demo. */
  signal: AbortSignal;
}

/** Something did not happen as told; the message says what was there instead. */
export class StoryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StoryError';
  }
}

/** Asks until there is an answer; what is missing when time is up comes from `otherwise`. */
async function until<T>(
  { signal }: Stage,
  ask: () => Promise<T | null>,
  otherwise: () => Promise<string> | string,
): Promise<T> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > deadline) throw new StoryError(await otherwise());
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

export async function orderNow({ context }: Stage, number: string): Promise<OrderView> {
  return showOrder(context, await findOrder(context, { order: number, merchant: MERCHANT }));
}

/** Whether the shop has every parcel so far, and the timeline says so. */
function isWritten({ parcels, timeline }: OrderView): boolean {
  const told = timeline.filter(({ kind }) => kind === 'written').length;
  return told >= parcels.length && parcels.every(({ writtenAt }) => writtenAt !== null);
}

/** Waits until the order has the status and the shop all its parcels, tells where it stands, and returns that. */
export async function orderReaches(stage: Stage, number: string, status: OrderStatus): Promise<OrderView> {
  const view = await until(
    stage,
    async () => {
      const seen = await orderNow(stage, number);
      return seen.status === status && isWritten(seen) ? seen : null;
    },
    async () => {
      const { status: other, why } = await orderNow(stage, number);
      const found = other === status ? 'with a parcel that is not in the shop' : `not ${status}`;
      return `Order ${number} is ${other}, ${found}, after ${LIMIT_MS / 1000} s. ${why.join('; ')}`.trim();
    },
  );
  stage.narrator.order(view);
  return view;
}

/** Step 1, now: what else the minute's Schedule does. */
export async function pull({ context }: Stage): Promise<void> {
  const answer = await pullCart(context, SHOP, { waitMs: LIMIT_MS });
  if (answer.kind !== 'done') throw new StoryError(`The pull of ${SHOP} is not done after ${LIMIT_MS / 1000} s`);
}

async function runSchedule({ context }: Stage, id: string): Promise<void> {
  await context.temporal.schedule.getHandle(id).trigger(ScheduleOverlapPolicy.BUFFER_ONE);
}

/** Step 3, now. It runs by itself; the orders it concerns tell when it is done. */
export function readTracking(stage: Stage): Promise<void> {
  return runSchedule(stage, trackingSchedule(MERCHANT));
}

/** Steps 3 and 4 for stock, now: waits until EasyPost's stock is read and the shop shows what may be sold. */
export async function readStock(stage: Stage): Promise<StockView> {
  const before = (await listStock(stage.context, MERCHANT)).readAt;
  await runSchedule(stage, inventorySchedule(MERCHANT));
  const look = async () => {
    const [stock, shop] = await Promise.all([listStock(stage.context, MERCHANT), stage.cart.stock()]);
    return { stock, shop, isRead: stock.readAt !== null && stock.readAt.getTime() !== before?.getTime() };
  };
  return until(
    stage,
    async () => {
      const { stock, shop, isRead } = await look();
      return isRead && stock.products.every(({ barcode, sellable }) => shop[barcode] === sellable) ? stock : null;
    },
    async () => {
      const { stock, shop, isRead } = await look();
      if (!isRead) return `EasyPost's stock is not read after ${LIMIT_MS / 1000} s`;
      const rows = stock.products.map((each) => `${each.barcode} ${each.sellable} (shop ${shop[each.barcode]})`);
      return `The shop does not show the stock after ${LIMIT_MS / 1000} s: ${rows.join(', ')}`;
    },
  );
}
