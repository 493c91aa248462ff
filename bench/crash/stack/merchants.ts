import { addCart } from '../../../operations/add-cart.ts';
import type { OperationContext } from '../../../operations/context.ts';
import { createMerchant } from '../../../operations/create-merchant.ts';
import { setEasypost } from '../../../operations/set-easypost.ts';
import { cartName, merchantName, merchantOf, MERCHANTS } from '../plan/catalogue.ts';
import { CART_TOKEN, testKey, type World } from './world.ts';

const HOUR_MS = 3_600_000;

/** Sets the merchants and their carts up as an operator does, each step as often as the settings allow. */
export async function addMerchants(context: OperationContext, world: World): Promise<void> {
  for (const merchant of MERCHANTS.keys()) {
    const name = merchantName(merchant);
    await createMerchant(context, { merchant: name, settings: { trackingEvery: 60, inventoryEvery: 60 } });
    await setEasypost(context, name, { testKey: testKey(merchant), mode: 'test', callsPerSecond: 50 });
  }
  for (const [cart, { access }] of world.carts.entries()) {
    const { ordersUrl, shipmentsUrl, inventoryUrl } = access;
    await addCart(context, {
      merchant: merchantName(merchantOf(cart)),
      cart: cartName(cart),
      kind: 'generic',
      connection: { ordersUrl, shipmentsUrl, inventoryUrl },
      credentials: { token: CART_TOKEN },
      settings: { pullEvery: 30 },
      takeOrdersFrom: new Date(Date.now() - HOUR_MS),
    });
  }
}
