import { WORKFLOW } from '../../shared/names.ts';
import { createCartControl } from '../../simulators/cart/control.ts';
import { startDemoCart } from '../../simulators/cart/server.ts';
import { addBenchCart, addBenchMerchant, countOrders, keyOf, runStep, untilServed } from './merchants.ts';
import type { BenchStack } from './stack.ts';
import { every, until } from './until.ts';

/** A merchant with paid orders in its cart that nobody has pulled yet. */
export interface HubRound {
  merchant: string;
  /** Pulls, sends, ships and confirms all orders. */
  run(): Promise<void>;
  close(): Promise<void>;
}

/** Looking costs PostgreSQL as much as storing an order's step does. */
const LOOK = { everyMs: 500 };

const SENT = ['accepted', 'partially_shipped', 'shipped', 'confirmed'] as const;

/** Prepares a round of so many orders of one unit each, for a merchant of its own. */
export async function prepareHubRound(
  stack: BenchStack,
  merchant: string,
  orders: number,
  readEveryMs: number,
): Promise<HubRound> {
  const { context, easypost } = stack;
  const shop = await startDemoCart({ token: `bench-${merchant}`, seed: { orders: Array(orders).fill({}) } });
  await addBenchMerchant(stack, { id: merchant, stock: { WIDGET: orders } });
  await addBenchCart(stack, merchant, `${merchant}-shop`, shop);
  await untilServed(stack, merchant);
  const read = async () => {
    await easypost.shipAll({ key: keyOf(merchant) });
    await runStep(context, WORKFLOW.readTracking, merchant);
  };
  return {
    merchant,
    async run() {
      const stopReading = every(readEveryMs, read);
      await runStep(context, WORKFLOW.pullOrders, `${merchant}-shop`);
      await until('every order is sent', async () => (await countOrders(context, merchant, SENT)) === orders, LOOK);
      await stopReading();
      await read();
      await until(
        'every order is confirmed',
        async () => (await countOrders(context, merchant, ['confirmed'])) === orders,
        LOOK,
      );
    },
    async close() {
      const { length } = await createCartControl(shop.controlUrl).shipments();
      await shop.close();
      if (length !== orders) throw new Error(`The cart of ${merchant} has ${length} shipments instead of ${orders}`);
    },
  };
}
