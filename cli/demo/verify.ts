import { listStock } from '../../operations/list-stock.ts';
import type { OrderView } from '../../operations/show-order.ts';
import type { Order, Shipment } from '../../simulators/cart/schemas.ts';
import type { SimulatedOrder } from '../../simulators/easypost/control.ts';
import { MERCHANT, TEST_KEY } from './cast.ts';
import { orderNow, type Stage } from './stage.ts';
import type { Told } from './story.ts';

/** One order as the three systems have it. */
export interface Seen {
  view: OrderView;
  /** EasyPost orders that carry its reference. */
  atEasypost: SimulatedOrder[];
  inShop: Order | undefined;
  /** The shop's shipments of it that are not cancelled. */
  shipments: Shipment[];
}

/** What is otherwise than told, in the database, at EasyPost and in the shop; empty where nothing is. */
export async function verifyStory(stage: Stage, told: readonly Told[]): Promise<string[]> {
  const [easypostOrders, shopOrders, shipments] = await Promise.all([
    stage.easypost.orders(TEST_KEY),
    stage.cart.orders(),
    stage.cart.shipments(),
  ]);
  const differing: string[] = [];
  for (const each of told) {
    const view = await orderNow(stage, each.number);
    differing.push(
      ...differences(each, {
        view,
        atEasypost: easypostOrders.filter(({ description }) => description?.startsWith(view.reference)),
        inShop: shopOrders.find(({ id }) => id === view.sourceId),
        shipments: shipments.filter(({ order_id, cancelled }) => order_id === view.sourceId && !cancelled),
      }),
    );
  }
  return [...differing, ...(await stockDifferences(stage))];
}

/** What of an order is otherwise than told. */
export function differences(told: Told, seen: Seen): string[] {
  return [
    ...inDatabase(told, seen.view),
    ...atEasypost(told, seen.atEasypost),
    ...inShop(told, seen.view, seen.shipments),
    ...unitsInShop(told, seen.inShop, seen.shipments),
  ].map((text) => `${told.number}: ${text}`);
}

function inDatabase({ status, parcels }: Told, view: OrderView): string[] {
  const written = view.parcels.filter(({ writtenAt }) => writtenAt !== null).length;
  return [
    ...(view.status === status ? [] : [`the database says ${view.status}, not ${status}`]),
    ...(written === parcels ? [] : [`the database has ${written} parcels that the shop knows, not ${parcels}`]),
  ];
}

function atEasypost({ atEasypost: expected, parcels }: Told, orders: readonly SimulatedOrder[]): string[] {
  const [first] = orders;
  const wanted = expected ? 1 : 0;
  if (orders.length !== wanted) return [`EasyPost has it ${orders.length} times, not ${wanted}`];
  if (!first) return [];
  const left = first.picks.filter(({ tracker }) => tracker !== null).length;
  return [
    ...(first.status === 'shipped' ? [] : [`EasyPost says ${first.status}, not shipped`]),
    ...(left === parcels ? [] : [`EasyPost shipped ${left} parcels, not ${parcels}`]),
  ];
}

function inShop({ parcels }: Told, view: OrderView, shipments: readonly Shipment[]): string[] {
  const known = view.parcels
    .map(({ trackingCode }) => trackingCode)
    .sort()
    .join(', ');
  const shown = shipments
    .map(({ tracking_number }) => tracking_number)
    .sort()
    .join(', ');
  return [
    ...(shipments.length === parcels ? [] : [`the shop has ${shipments.length} shipments, not ${parcels}`]),
    ...(shown === known ? [] : [`the shop has the tracking codes "${shown}", not "${known}"`]),
  ];
}

/** Every line is shipped as it was ordered, or not at all. */
function unitsInShop({ status }: Told, order: Order | undefined, shipments: readonly Shipment[]): string[] {
  if (!order) return ['the shop does not have it'];
  const shipped = shipments.flatMap(({ lines }) => lines);
  return order.lines.flatMap(({ id, quantity }) => {
    const units = shipped.filter(({ line_id }) => line_id === id).reduce((sum, line) => sum + line.quantity, 0);
    const wanted = status === 'confirmed' ? quantity : 0;
    return units === wanted ? [] : [`the shop has ${units} units of line ${id} as shipped, not ${wanted}`];
  });
}

async function stockDifferences(stage: Stage): Promise<string[]> {
  const [{ products }, easypost, shop] = await Promise.all([
    listStock(stage.context, MERCHANT),
    stage.easypost.stock(TEST_KEY),
    stage.cart.stock(),
  ]);
  return products.flatMap(({ barcode, title, onHand, sellable }) => {
    const available = easypost.filter((row) => row.barcode === barcode).reduce((sum, row) => sum + row.available, 0);
    return [
      ...(available === onHand ? [] : [`${title}: EasyPost has ${available}, Cartway read ${onHand}`]),
      ...(shop[barcode] === sellable ? [] : [`${title}: the shop shows ${shop[barcode]}, not ${sellable}`]),
    ];
  });
}
