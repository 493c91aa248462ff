import { cancellationSignal } from '@temporalio/activity';
import { listBackorders, sumDemand, type BackorderRow } from '../../database/queries/backorders.ts';
import { loadAccount } from '../../database/queries/connections.ts';
import { sumInventory, type OnHand } from '../../database/queries/inventory.ts';
import type { Component } from '../../database/tables.ts';
import { ORDER_MESSAGE, type ReleaseRequest } from '../../shared/orders/messages.ts';
import type { HubDeps } from '../deps.ts';
import { barcodeFor, type Catalogue } from '../items/resolve-lines.ts';
import { signalAtPace } from '../orders/signal-at-pace.ts';
import { allocate } from './allocate.ts';
import { loadCatalogues } from './catalogues.ts';
import { unitsByBarcode } from './reserved-units.ts';

/** What an order needs per barcode, each barcode once; null where a SKU stands for nothing. */
function needsOf(order: BackorderRow, catalogue: Catalogue): Component[] | null {
  const units = new Map<string, number>();
  for (const { sku, quantity } of order.lines) {
    const barcode = sku === null ? null : barcodeFor(sku, catalogue);
    if (barcode === null) return null;
    units.set(barcode, (units.get(barcode) ?? 0) + quantity);
  }
  return [...units].map(([barcode, total]) => ({ barcode, units: total }));
}

/** Whether EasyPost might answer otherwise than the last time: the stock of something that the order needs changed. */
function hasNews(order: BackorderRow, needs: readonly Component[], stock: ReadonlyMap<string, OnHand>): boolean {
  const { lastTriedAt } = order;
  if (lastTriedAt === null) return true;
  return needs.some(({ barcode }) => (stock.get(barcode)?.changedAt ?? lastTriedAt) > lastTriedAt);
}

/**
 * Releases backordered orders that the stock last read can fill, oldest first. An order whose stock did not change
 * since EasyPost refused it is left alone: EasyPost knows better what it can send. Returns how many.
 */
export function createReleaseBackorders(
  deps: Pick<HubDeps, 'db' | 'temporal'>,
): (merchantId: string) => Promise<number> {
  return async (merchantId) => {
    const row = await loadAccount(deps.db, merchantId);
    if (!row?.stock_read_at) return 0;
    const account = { merchantId, mode: row.mode };
    const orders = await listBackorders(deps.db, account);
    if (orders.length === 0) return 0;
    const catalogueFor = await loadCatalogues(deps.db, account);
    const stock = await sumInventory(deps.db, account);
    const accepted = await sumDemand(deps.db, account, { unsent: false, countedAt: row.stock_read_at });
    const taken = unitsByBarcode(accepted, catalogueFor);
    const free = new Map([...stock].map(([barcode, { units }]) => [barcode, units - (taken.get(barcode) ?? 0)]));
    const candidates = orders.flatMap((order) => {
      const needs = needsOf(order, catalogueFor(order.cartId));
      return needs && needs.length > 0 && hasNews(order, needs, stock) ? [{ order, needs }] : [];
    });
    const filled = allocate(
      free,
      candidates.map(({ needs }) => needs),
    );
    const released = filled.flatMap((index) => candidates[index]?.order ?? []);
    const request: ReleaseRequest = { reason: 'stock', author: { kind: 'cartway' } };
    const pace = { perSecond: row.calls_per_second, signal: cancellationSignal() };
    return signalAtPace(deps.temporal, released, pace, ORDER_MESSAGE.release, request);
  };
}
