import type { Component } from '../../database/tables.ts';
import type { ProblemCause } from '../../shared/orders/problem-causes.ts';

export interface ItemLine {
  id: string;
  /** Where it stands in the order, from 0. */
  position: number;
  sku: string | null;
  /** Units to ship; zero: nothing is wanted any more. */
  quantity: number;
  requiresShipping: boolean;
}

export interface Alias {
  /** Null: for all carts of the merchant. */
  cartId: string | null;
  sku: string;
  barcode: string;
}

/** What the SKUs of one cart can stand for. */
export interface Catalogue {
  /** Barcode by SKU. */
  aliases: ReadonlyMap<string, string>;
  /** Barcodes that EasyPost has a product for. */
  barcodes: ReadonlySet<string>;
}

/** The aliases of a cart and of its merchant, as one: the cart's own come first. */
export function catalogueOf(aliases: readonly Alias[], barcodes: ReadonlySet<string>): Catalogue {
  const own = aliases.filter(({ cartId }) => cartId !== null);
  const shared = aliases.filter(({ cartId }) => cartId === null);
  return { aliases: new Map([...shared, ...own].map(({ sku, barcode }) => [sku, barcode])), barcodes };
}

export interface ItemProblem {
  kind: 'problem';
  cause: Extract<ProblemCause, 'unknown_sku' | 'missing_sku' | 'invalid_quantity' | 'invalid_address'>;
  /** What it is about, without personal data. */
  subject: string;
}

export type Resolution = { kind: 'resolved'; components: Map<string, Component[]> } | ItemProblem;

/**
 * The barcode that a SKU stands for: that of its alias, else the one that it is, as written or without spaces around it.
 * Upper and lower case are different. Null where EasyPost has no such product.
 */
export function barcodeFor(sku: string, { aliases, barcodes }: Catalogue): string | null {
  for (const written of new Set([sku, sku.trim()])) {
    const alias = aliases.get(written);
    const barcode = alias ?? written;
    if (barcodes.has(barcode)) return barcode;
    if (alias !== undefined) return null;
  }
  return null;
}

/** What each line that ships stands for, by line id; or the first thing that a person must fix. */
export function resolveLines(lines: readonly ItemLine[], catalogue: Catalogue): Resolution {
  const components = new Map<string, Component[]>();
  for (const line of shippingLines(lines)) {
    const place = `line ${line.position + 1}`;
    if (line.quantity < 0) return problem('invalid_quantity', `${place}: ${line.quantity}`);
    if (line.sku === null || line.sku.trim() === '') return problem('missing_sku', place);
    const barcode = barcodeFor(line.sku, catalogue);
    if (barcode === null) return problem('unknown_sku', line.sku);
    components.set(line.id, [{ barcode, units: 1 }]);
  }
  return components.size > 0
    ? { kind: 'resolved', components }
    : problem('invalid_quantity', 'no line has units to ship');
}

export function shippingLines<Line extends Pick<ItemLine, 'requiresShipping' | 'quantity'>>(
  lines: readonly Line[],
): Line[] {
  return lines.filter((line) => line.requiresShipping && line.quantity !== 0);
}

function problem(cause: ItemProblem['cause'], subject: string): ItemProblem {
  return { kind: 'problem', cause, subject };
}
