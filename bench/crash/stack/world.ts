import { createCartControl, type CartControl } from '../../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../../simulators/cart/server.ts';
import { createControl, type EasypostControl } from '../../../simulators/easypost/control.ts';
import { startEasypostSimulator } from '../../../simulators/easypost/server.ts';
import { CART_COUNT, FIRST_STOCK, heedsKeys, MERCHANTS } from '../plan/catalogue.ts';

export const CART_TOKEN = 'crash-cart-token';

/** One cart as it is reached, and as it is steered. */
export interface CartOfWorld {
  access: DemoCart;
  control: CartControl;
}

/** Everything around Cartway: it survives all crashes and knows what really happened. */
export interface World {
  easypostUrl: string;
  easypost: EasypostControl;
  carts: CartOfWorld[];
  close(): Promise<void>;
}

export function testKey(merchant: number): string {
  return `EZTKcrash${String(merchant + 1).padStart(8, '0')}`;
}

function productionKey(merchant: number): string {
  return `EZAKcrash${String(merchant + 1).padStart(8, '0')}`;
}

export async function startWorld(seed: number): Promise<World> {
  const accounts = MERCHANTS.map((_, merchant) => ({
    testKey: testKey(merchant),
    productionKey: productionKey(merchant),
  }));
  const simulator = await startEasypostSimulator({ accounts, seed });
  const easypost = createControl(simulator.controlUrl);
  const products = Object.entries(FIRST_STOCK).map(([barcode, quantity]) => ({ barcode, quantity }));
  for (const account of accounts) await easypost.seedProducts(account.testKey, products);
  const servers = await Promise.all(
    Array.from({ length: CART_COUNT }, (_, cart) => startDemoCart({ token: CART_TOKEN, heedsKeys: heedsKeys(cart) })),
  );
  return {
    easypostUrl: simulator.url,
    easypost,
    carts: servers.map((access) => ({ access, control: createCartControl(access.controlUrl) })),
    async close() {
      await Promise.all([simulator.close(), ...servers.map((server) => server.close())]);
    },
  };
}
