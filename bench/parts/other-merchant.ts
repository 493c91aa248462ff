import { WORKFLOW } from '../../shared/names.ts';
import { createCartControl } from '../../simulators/cart/control.ts';
import { startDemoCart } from '../../simulators/cart/server.ts';
import { waitsForAcceptance } from './latencies.ts';
import { addBenchCart, addBenchMerchant, countOrders, runStep } from './merchants.ts';
import { spreadOf, type Spread } from './percentiles.ts';
import type { BenchStack } from './stack.ts';
import { every, until } from './until.ts';

const OTHER = 'other';
const SHOP = 'other-shop';
/** How often an order comes, and how often its cart is pulled. */
const ORDER_EVERY_MS = 500;
const PULL_EVERY_MS = 2_000;

/** A merchant whose few orders should not notice what goes on beside them. */
export interface OtherMerchant {
  /** How long its orders take from paid to accepted while `work` goes on, in seconds. */
  during(work: () => Promise<void>): Promise<Spread>;
  close(): Promise<void>;
}

export async function addOtherMerchant(stack: BenchStack): Promise<OtherMerchant> {
  const { context } = stack;
  const shop = await startDemoCart({ token: 'bench-other' });
  const cart = createCartControl(shop.controlUrl);
  await addBenchMerchant(stack, { id: OTHER, stock: { WIDGET: 100_000 } });
  await addBenchCart(stack, OTHER, SHOP, shop);
  const pull = () => runStep<unknown>(context, WORKFLOW.pullOrders, SHOP);
  return {
    async during(work) {
      const from = new Date();
      const stopOrders = every(ORDER_EVERY_MS, async () => void (await cart.placeOrder()));
      const stopPulls = every(PULL_EVERY_MS, async () => void (await pull()));
      await work();
      await stopOrders();
      await stopPulls();
      await pull();
      await until('the others are sent', async () => (await countOrders(context, OTHER, ['sending'])) === 0);
      return spreadOf(await waitsForAcceptance(context.db, OTHER, from));
    },
    close: () => shop.close(),
  };
}
