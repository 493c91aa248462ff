import { addAliases } from '../../operations/add-aliases.ts';
import { WORKFLOW } from '../../shared/names.ts';
import type { OrderStatus } from '../../shared/orders/status.ts';
import { startDemoCart } from '../../simulators/cart/server.ts';
import { addBenchCart, addBenchMerchant, countOrders, keyOf, runStep, untilServed } from './merchants.ts';
import type { BenchStack } from './stack.ts';
import { until } from './until.ts';

const UNKNOWN_SKU = 'GIFT';

/** Many orders of one merchant that wait for the same thing, in an account with a limit. */
export interface Crowd {
  /** Waits until EasyPost has all. Resolves with when it had the last. */
  accepted(): Promise<Date>;
}

interface CrowdOptions {
  merchant: string;
  count: number;
  callsPerSecond: number;
  sku: string;
  stock: number;
  settings?: Record<string, unknown>;
}

async function pullCrowd(stack: BenchStack, options: CrowdOptions, waitAs: OrderStatus): Promise<Crowd> {
  const { context } = stack;
  const { merchant, count, sku, stock, ...account } = options;
  const orders = Array(count).fill({ lines: [{ sku }] });
  const shop = await startDemoCart({ token: `bench-${merchant}`, seed: { orders } });
  try {
    await addBenchMerchant(stack, { id: merchant, stock: { WIDGET: stock }, ...account });
    await addBenchCart(stack, merchant, `${merchant}-shop`, shop);
    await untilServed(stack, merchant);
    await runStep(context, WORKFLOW.pullOrders, `${merchant}-shop`);
    await until(`all orders are ${waitAs}`, async () => (await countOrders(context, merchant, [waitAs])) === count);
  } finally {
    // Pulled once: the cart is not asked again.
    await shop.close();
  }
  const all = async () => (await countOrders(context, merchant, ['accepted'])) === count;
  return {
    async accepted() {
      await until('all orders are accepted', all);
      const { last } = await context.db
        .selectFrom('orders')
        .select((eb) => eb.fn.max('accepted_at').as('last'))
        .where('merchant_id', '=', merchant)
        .executeTakeFirstOrThrow();
      return last ?? new Date(NaN);
    },
  };
}

type Size = Pick<CrowdOptions, 'merchant' | 'count' | 'callsPerSecond'>;

/** Orders held for lack of stock, whose nightly retry is at `night`; then there is stock. */
export async function holdUntil(stack: BenchStack, size: Size, night: Date): Promise<Crowd> {
  const settings = { retryTime: night.toISOString().slice(11, 16), retryZone: 'UTC' };
  const crowd = await pullCrowd(stack, { ...size, sku: 'WIDGET', stock: 0, settings }, 'backordered');
  await stack.easypost.setStock({ key: keyOf(size.merchant), barcode: 'WIDGET', quantity: size.count });
  return crowd;
}

/** Orders that stop at a SKU which EasyPost does not know, until `mend` adds an alias for it. */
export async function stopAtSku(stack: BenchStack, size: Size): Promise<Crowd & { mend(): Promise<void> }> {
  const crowd = await pullCrowd(stack, { ...size, sku: UNKNOWN_SKU, stock: size.count }, 'problem');
  const alias = { sku: UNKNOWN_SKU, barcode: 'WIDGET' };
  return { ...crowd, mend: async () => void (await addAliases(stack.context, size.merchant, [alias])) };
}
