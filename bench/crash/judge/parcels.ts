import { hasShipped, live, sameUnits, sumUnits, unitsText, type OrderEvidence } from './evidence.ts';
import type { Check } from './orders.ts';

/** What EasyPost sent: units per barcode of each tracking code. */
function sentParcels(order: OrderEvidence): Map<string, Map<string, number>> {
  const parcels = new Map<string, Map<string, number>>();
  for (const { picks } of live(order)) {
    for (const { tracker, inventories } of picks) {
      if (!tracker) continue;
      parcels.set(tracker.tracking_code, sumUnits(inventories.map(({ product }) => [product.barcode, 1])));
    }
  }
  return parcels;
}

/** The cart has a parcel twice, or one that EasyPost never sent. */
export const duplicateParcels: Check = (order) => {
  const sent = sentParcels(order);
  const told = sumUnits(order.shipments.map(({ tracking_number }) => [tracking_number, 1]));
  return [...told].flatMap(([code, times]) => {
    if (!sent.has(code)) return [`the cart has parcel ${code}, which EasyPost did not send`];
    return times > 1 ? [`the cart has parcel ${code} ${times} times`] : [];
  });
};

/** Units that differ between what was ordered, what EasyPost was asked for and sent, and what the cart was told. */
export const wrongQuantities: Check = (order) => [
  ...wrongRequest(order),
  ...wrongParcels(order),
  ...wrongLines(order),
  ...notAllConfirmed(order),
];

function wrongRequest(order: OrderEvidence): string[] {
  const ordered = sumUnits(order.inCart.lines.map(({ sku, quantity }) => [sku ?? '', quantity]));
  return live(order).flatMap(({ id, line_items }) => {
    const asked = sumUnits(line_items.map(({ product, units }) => [product.barcode, units]));
    return sameUnits(ordered, asked) ? [] : [`${unitsText(ordered)} were ordered, ${id} has ${unitsText(asked)}`];
  });
}

function skuOf({ inCart }: OrderEvidence, lineId: string): string {
  return inCart.lines.find(({ id }) => id === lineId)?.sku ?? `unknown line ${lineId}`;
}

function wrongParcels(order: OrderEvidence): string[] {
  const sent = sentParcels(order);
  return order.shipments.flatMap(({ tracking_number: code, lines }) => {
    const told = sumUnits(lines.map(({ line_id, quantity }) => [skuOf(order, line_id), quantity]));
    const really = sent.get(code);
    if (!really || sameUnits(really, told)) return [];
    return [`parcel ${code} holds ${unitsText(really)}, the cart was told ${unitsText(told)}`];
  });
}

function wrongLines({ inCart, shipments }: OrderEvidence): string[] {
  const told = sumUnits(
    shipments.flatMap(({ lines }) => lines.map(({ line_id, quantity }): [string, number] => [line_id, quantity])),
  );
  return inCart.lines.flatMap(({ id, quantity, quantity_shipped: shipped }) => {
    const units = told.get(id) ?? 0;
    if (units > quantity) return [`line ${id} has ${quantity} units, and ${units} of them are shipped`];
    return units === shipped ? [] : [`line ${id} counts ${shipped} as shipped, its shipments say ${units}`];
  });
}

function notAllConfirmed(order: OrderEvidence): string[] {
  if (order.stored?.details.order.status !== 'confirmed') return [];
  const short = order.inCart.lines.filter((line) => line.quantity_shipped < line.quantity);
  const untold = [...sentParcels(order).keys()].filter(
    (code) => !order.shipments.some(({ tracking_number }) => tracking_number === code),
  );
  return [
    ...short.map((line) => `it is confirmed, and line ${line.id} lacks ${line.quantity - line.quantity_shipped} units`),
    ...untold.map((code) => `it is confirmed, and the cart was not told of parcel ${code}`),
  ];
}

/** An answer to a cancellation that the world does not bear out, or one that never came. */
export const cancelAnswersUntrue: Check = (order) => {
  const { answers, unanswered, cancelledInCart } = order;
  const findings = answers.flatMap(({ kind }) => {
    switch (kind) {
      case 'cancelled':
        return whyNotCancelled(order, 'the operator was told "cancelled"');
      case 'refused':
        return whyNotRefused(order);
      case 'open':
        return isAnswered(order) ? [] : ['the operator was told "open", and no answer came'];
      case 'not_taken':
        return live(order).map(({ id }) => `the operator was told "not taken", and EasyPost has ${id}`);
    }
  });
  if (unanswered !== null) findings.push(`the operator got no answer (${unanswered})`);
  if (cancelledInCart && order.stored && !isAnswered(order)) findings.push('the shop cancelled it, and got no answer');
  return findings;
};

function statusOf({ stored }: OrderEvidence): string | undefined {
  return stored?.details.order.status;
}

/** Cancelled in truth, or refused on the timeline. */
function isAnswered(order: OrderEvidence): boolean {
  const status = statusOf(order);
  if (status === 'cancelled') return whyNotCancelled(order, '').length === 0;
  return status === 'skipped' || (order.stored?.details.events.some(({ kind }) => kind === 'cancel_refused') ?? false);
}

function whyNotCancelled(order: OrderEvidence, told: string): string[] {
  const found = live(order).map(
    (each) => `${told}, and EasyPost ${hasShipped(each) ? 'shipped' : 'still has'} ${each.id}`,
  );
  const status = statusOf(order);
  return status === 'cancelled' ? found : [...found, `${told}, and the order is ${status}`];
}

function whyNotRefused(order: OrderEvidence): string[] {
  if (statusOf(order) === 'cancelled') return ['the operator was told "refused", and the order is cancelled'];
  return live(order).length > 0 ? [] : ['the operator was told "refused", and EasyPost has no order'];
}
