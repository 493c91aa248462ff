import type { CartLine, CartOrder } from '../../carts/contract.ts';
import { cleanText } from '../../../shared/clean-text.ts';
import type { ShipTo } from '../../../shared/orders/ship-to.ts';

const MAX_ID = 200;
const MAX_NUMBER = 100;
const MAX_SKU = 255;
const MAX_UNITS = 1_000_000;

export type CleanOrder = { kind: 'clean'; order: CartOrder } | { kind: 'unreadable'; reason: string };

function cleanOrNull(text: string | null): string | null {
  const clean = text === null ? '' : cleanText(text).trim();
  return clean === '' ? null : clean;
}

function cleanAddress(address: ShipTo): ShipTo {
  return {
    name: cleanOrNull(address.name),
    company: cleanOrNull(address.company),
    street1: cleanOrNull(address.street1),
    street2: cleanOrNull(address.street2),
    city: cleanOrNull(address.city),
    state: cleanOrNull(address.state),
    postalCode: cleanOrNull(address.postalCode),
    country: cleanOrNull(address.country),
    phone: cleanOrNull(address.phone),
    email: cleanOrNull(address.email),
  };
}

function cleanLine(line: CartLine): CartLine {
  return { ...line, sku: cleanOrNull(line.sku), name: cleanText(line.name) };
}

/** Whether an id of the cart can be kept as it is. */
export function isStorableId(id: string): boolean {
  return id !== '' && id.length <= MAX_ID && cleanText(id) === id;
}

function isUnits(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) <= MAX_UNITS;
}

function wrongLine(lines: readonly CartLine[]): string | null {
  const seen = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const place = `line ${index + 1}`;
    if (!isStorableId(line.sourceLineId)) return `${place}: its id must have 1 to ${MAX_ID} characters`;
    if (seen.has(line.sourceLineId)) return `${place}: its id "${line.sourceLineId}" stands on another line, too`;
    seen.add(line.sourceLineId);
    if (line.sku !== null && line.sku.length > MAX_SKU)
      return `${place}: its SKU must have at most ${MAX_SKU} characters`;
    const wrong = (['quantity', 'shipped'] as const).find((field) => !isUnits(line[field]));
    if (wrong) return `${place}: ${wrong} ${line[wrong]} must be a whole number up to ${MAX_UNITS}`;
  }
  return null;
}

/**
 * The order as it can be stored. What has no defined meaning (a fraction of a unit, two lines with one id, no date)
 * makes it unreadable, and the reason names the place and what is allowed.
 */
export function cleanOrder(order: CartOrder): CleanOrder {
  if (!isStorableId(order.sourceId))
    return { kind: 'unreadable', reason: `its id must have 1 to ${MAX_ID} characters` };
  if (Number.isNaN(order.placedAt.getTime())) return { kind: 'unreadable', reason: 'placedAt must be a date' };
  const reason = wrongLine(order.lines);
  if (reason) return { kind: 'unreadable', reason };
  return {
    kind: 'clean',
    order: {
      ...order,
      number: (cleanOrNull(order.number) ?? order.sourceId).slice(0, MAX_NUMBER),
      currency: cleanOrNull(order.currency),
      shippingMethod: cleanOrNull(order.shippingMethod),
      shipTo: order.shipTo && cleanAddress(order.shipTo),
      lines: order.lines.map(cleanLine),
    },
  };
}
