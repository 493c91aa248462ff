import { addCart } from '../../operations/add-cart.ts';
import { createMerchant } from '../../operations/create-merchant.ts';
import { setEasypost } from '../../operations/set-easypost.ts';
import type { DemoCart } from '../../simulators/cart/server.ts';
import { MERCHANT, PRODUCTS, SHOP, TEST_KEY } from './cast.ts';
import { readStock, type Stage } from './stage.ts';
import { stockText } from './story.ts';

/** Creates the merchant in test mode, with its EasyPost key and its shop, as an operator would. */
export async function setUpMerchant(stage: Stage, shop: DemoCart): Promise<void> {
  const { context, easypost, cart, narrator } = stage;
  narrator.chapter('A merchant connects EasyPost and a shop');
  await easypost.seedProducts(TEST_KEY, [...PRODUCTS]);
  await cart.setStock(Object.fromEntries(PRODUCTS.map(({ barcode }) => [barcode, 0])));
  const settings = { trackingEvery: 60, inventoryEvery: 60 };
  await createMerchant(context, { merchant: MERCHANT, name: 'Harbor Goods', settings });
  const { mode } = await setEasypost(context, MERCHANT, { testKey: TEST_KEY, mode: 'test', callsPerSecond: 20 });
  narrator.say(`Merchant ${MERCHANT} sends in ${mode} mode; EasyPost took its key.`);
  const { ordersUrl, shipmentsUrl, inventoryUrl, token } = shop;
  await addCart(context, {
    merchant: MERCHANT,
    cart: SHOP,
    kind: 'generic',
    connection: { ordersUrl, shipmentsUrl, inventoryUrl },
    credentials: { token },
    settings: { pullEvery: 30 },
  });
  narrator.say(`The shop ${SHOP} is connected; it answered.`);
  narrator.say(`EasyPost's stock is read and written to the shop: ${stockText(await readStock(stage))}.`);
}
