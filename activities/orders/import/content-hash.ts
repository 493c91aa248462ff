import { createHash } from 'node:crypto';
import type { CartOrder } from '../../carts/contract.ts';
import type { ShipTo } from '../../../shared/orders/ship-to.ts';
import { standingOf, type Standing } from './decide-intake.ts';

const ADDRESS_FIELDS = [
  'name',
  'company',
  'street1',
  'street2',
  'city',
  'state',
  'postalCode',
  'country',
  'phone',
  'email',
] as const satisfies readonly (keyof ShipTo)[];

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 24);
}

function sortedLines(order: CartOrder): CartOrder['lines'] {
  return order.lines.toSorted((a, b) => (a.sourceLineId < b.sourceLineId ? -1 : 1));
}

/**
 * What an order says, as `<standing>.<goods>.<rest>`: goods are the address and the lines, which EasyPost is told; the
 * rest is what changes by itself later (units shipped) or matters to people only. The order of lines does not count.
 */
export function contentHash(order: CartOrder): string {
  const lines = sortedLines(order);
  const address = order.shipTo && ADDRESS_FIELDS.map((field) => order.shipTo?.[field] ?? null);
  const goods = lines.map((line) => [line.sourceLineId, line.sku, line.quantity, line.requiresShipping]);
  const rest = [order.number, order.shippingMethod, order.test, order.state, lines.map((line) => line.shipped)];
  return `${standingOf(order)}.${digest([address, goods])}.${digest(rest)}`;
}

/** The hash of an order that the cart does not know any more; what was last known stays in it. */
export function goneHash(hash: string): string {
  return `gone.${hash.split('.').slice(1).join('.')}`;
}

export function standingIn(hash: string): Standing | 'gone' {
  return hash.split('.')[0] as Standing | 'gone';
}

/** Whether two hashes say the same of the address and the lines. */
export function sameGoods(a: string, b: string): boolean {
  return a.split('.')[1] === b.split('.')[1];
}
