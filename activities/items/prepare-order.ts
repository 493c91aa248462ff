import type { Database } from '../../database/connection.ts';
import { loadItemsOf } from '../../database/queries/items.ts';
import type { OrderContent } from '../../database/queries/order-to-send.ts';
import type { Component } from '../../database/tables.ts';
import type { EasypostAddress } from '../easypost/types.ts';
import { unitsToSend } from './order-request.ts';
import { catalogueOf, resolveLines, type ItemProblem, type Resolution } from './resolve-lines.ts';
import { validateAddress } from './validate-address.ts';

export type PreparedOrder =
  | {
      kind: 'ready';
      destination: EasypostAddress;
      /** Each barcode once. */
      lines: Component[];
      /** What each shipping line stands for, by line id. */
      components: Map<string, Component[]>;
      /** The order's content that this was made of; a sending of it is only good while the order still has it. */
      contentHash: string;
    }
  | ItemProblem;

/**
 * What EasyPost is asked to send for an order, or what a person must fix first. A product that is not known yet may be
 * new at EasyPost: `refreshProducts` reads them again before its SKU counts as unknown.
 */
export async function prepareOrder(
  db: Database,
  order: OrderContent,
  refreshProducts?: () => Promise<void>,
): Promise<PreparedOrder> {
  const address = validateAddress(order.shipTo);
  if (address.kind === 'problem') return address;
  let resolution = resolve(order);
  if (resolution.kind === 'problem' && resolution.cause === 'unknown_sku' && refreshProducts) {
    await refreshProducts();
    resolution = resolve({ ...order, items: await loadItemsOf(db, order.orderId) });
  }
  if (resolution.kind === 'problem') return resolution;
  const { components } = resolution;
  return {
    kind: 'ready',
    destination: address.destination,
    lines: unitsToSend(order.lines, components),
    components,
    contentHash: order.contentHash,
  };
}

function resolve({ lines, items }: OrderContent): Resolution {
  return resolveLines(lines, catalogueOf(items.aliases, new Set(items.barcodes)));
}
