import { addAliases } from '../../operations/add-aliases.ts';
import { cancelOrder } from '../../operations/cancel-order.ts';
import { findOrder } from '../../operations/find-order.ts';
import type { StockView } from '../../operations/list-stock.ts';
import { CANCEL_REFUSAL_TEXT } from '../../shared/orders/messages.ts';
import type { OrderStatus } from '../../shared/orders/status.ts';
import type { Order } from '../../simulators/cart/schemas.ts';
import { CAP, GIFT_SKU, LAMP, MERCHANT, MUG, TEST_KEY, type Product } from './cast.ts';
import { orderNow, orderReaches, pull, readStock, readTracking, StoryError, type Stage } from './stage.ts';

const ANSWER_MS = 30_000;

/** How the story says that an order ends; `verify.ts` compares it with what is there. */
export interface Told {
  number: string;
  status: OrderStatus;
  parcels: number;
  /** Whether EasyPost ever gets it. */
  atEasypost: boolean;
}

/** The story's orders, as the shop numbered them. */
interface Orders {
  twoParcels: Order;
  backorder: Order;
  cancelled: Order;
  refused: Order;
  gift: Order;
  waiting: Order;
}

function lineOf({ barcode, title }: Product, quantity: number) {
  return { sku: barcode, name: title, quantity };
}

export function stockText({ products }: StockView): string {
  return products.map(({ barcode, title, sellable }) => `${sellable} × ${title} (${barcode})`).join(', ');
}

/** Tells the story on a merchant that is set up. Returns how each order ended, as told. Rejects with a `StoryError`. */
export async function tellStory(stage: Stage): Promise<Told[]> {
  const orders = await ordersArrive(stage);
  await shipInTwoParcels(stage, orders.twoParcels);
  await cancelBeforeAcceptance(stage, orders.cancelled);
  await stockArrives(stage, orders);
  await refuseCancellation(stage, orders.refused);
  await addAlias(stage, orders.gift);
  await stockGoesBack(stage);
  return [
    { number: orders.twoParcels.number, status: 'confirmed', parcels: 2, atEasypost: true },
    { number: orders.backorder.number, status: 'confirmed', parcels: 1, atEasypost: true },
    { number: orders.cancelled.number, status: 'cancelled', parcels: 0, atEasypost: false },
    { number: orders.refused.number, status: 'confirmed', parcels: 1, atEasypost: true },
    { number: orders.gift.number, status: 'confirmed', parcels: 1, atEasypost: true },
    { number: orders.waiting.number, status: 'backordered', parcels: 0, atEasypost: false },
  ];
}

async function ordersArrive(stage: Stage): Promise<Orders> {
  const { cart, narrator } = stage;
  narrator.chapter('Six paid orders arrive in the shop; Cartway pulls them and sends them to EasyPost');
  const orders = {
    twoParcels: await cart.placeOrder({ lines: [lineOf(MUG, 2), lineOf(CAP, 1)] }),
    backorder: await cart.placeOrder({ lines: [lineOf(LAMP, 3)] }),
    cancelled: await cart.placeOrder({ lines: [lineOf(LAMP, 1)] }),
    refused: await cart.placeOrder({ lines: [lineOf(CAP, 2)] }),
    gift: await cart.placeOrder({ lines: [{ sku: GIFT_SKU, name: 'Blue mug in a gift box', quantity: 1 }] }),
    waiting: await cart.placeOrder({ lines: [lineOf(LAMP, 5)] }),
  };
  await pull(stage);
  await orderReaches(stage, orders.twoParcels.number, 'accepted');
  await orderReaches(stage, orders.backorder.number, 'backordered');
  await orderReaches(stage, orders.cancelled.number, 'backordered');
  await orderReaches(stage, orders.refused.number, 'accepted');
  await orderReaches(stage, orders.gift.number, 'problem');
  await orderReaches(stage, orders.waiting.number, 'backordered');
  return orders;
}

async function easypostIdOf(stage: Stage, number: string): Promise<string> {
  const { easypostOrderId } = await orderNow(stage, number);
  if (easypostOrderId === null) throw new StoryError(`Order ${number} has no EasyPost id`);
  return easypostOrderId;
}

/** The warehouse ships all that is left in one parcel; the order is then confirmed. */
async function shipRest(stage: Stage, { number }: Order, carrier: string): Promise<void> {
  await stage.easypost.ship(await easypostIdOf(stage, number), [{ carrier }]);
  await readTracking(stage);
  await orderReaches(stage, number, 'confirmed');
}

async function shipInTwoParcels(stage: Stage, order: Order): Promise<void> {
  const { easypost, narrator } = stage;
  narrator.chapter(`The warehouse ships ${order.number} in two parcels; each goes to the shop as it leaves`);
  const id = await easypostIdOf(stage, order.number);
  await easypost.ship(id, [{ units: { [MUG.barcode]: 2 }, carrier: 'UPS' }]);
  await readTracking(stage);
  await orderReaches(stage, order.number, 'partially_shipped');
  await shipRest(stage, order, 'USPS');
}

async function cancelBeforeAcceptance(stage: Stage, order: Order): Promise<void> {
  stage.narrator.chapter(`The buyer of ${order.number} does not want to wait and cancels in the shop`);
  await stage.cart.cancel(order.id);
  await pull(stage);
  await orderReaches(stage, order.number, 'cancelled');
}

async function stockArrives(stage: Stage, { backorder, waiting }: Orders): Promise<void> {
  const { easypost, narrator } = stage;
  narrator.chapter(`3 lamps arrive at EasyPost: enough for ${backorder.number}, not for ${waiting.number}`);
  await easypost.addStock({ key: TEST_KEY, barcode: LAMP.barcode, units: 3 });
  await readStock(stage);
  await orderReaches(stage, backorder.number, 'accepted');
  await shipRest(stage, backorder, 'UPS');
  await orderReaches(stage, waiting.number, 'backordered');
}

async function refuseCancellation(stage: Stage, order: Order): Promise<void> {
  const { context, easypost, narrator } = stage;
  narrator.chapter(`The warehouse is already picking ${order.number} when an operator asks to cancel it`);
  await easypost.pick(await easypostIdOf(stage, order.number));
  const found = await findOrder(context, { order: order.number, merchant: MERCHANT });
  const answer = await cancelOrder(context, found, ANSWER_MS);
  if (answer.kind !== 'refused') {
    throw new StoryError(`The cancellation of ${order.number} is answered with ${answer.kind}, not with a refusal`);
  }
  narrator.say(`Cancellation refused: ${CANCEL_REFUSAL_TEXT[answer.reason]}. The order goes on.`);
  await shipRest(stage, order, 'USPS');
}

async function addAlias(stage: Stage, order: Order): Promise<void> {
  stage.narrator.chapter(`${order.number} waits for its unknown SKU; an operator says that ${GIFT_SKU} is the mug`);
  const alias = { sku: GIFT_SKU, barcode: MUG.barcode };
  const { released } = await addAliases(stage.context, MERCHANT, [alias]);
  stage.narrator.say(`Alias ${alias.sku} → ${alias.barcode} saved; orders that waited for it: ${released}.`);
  await orderReaches(stage, order.number, 'accepted');
  await shipRest(stage, order, 'UPS');
}

async function stockGoesBack(stage: Stage): Promise<void> {
  stage.narrator.chapter("EasyPost's stock is read again and written to the shop");
  stage.narrator.say(`The shop may sell: ${stockText(await readStock(stage))}.`);
}
