import { randomUUID } from 'node:crypto';
import type { Database } from '../../../database/connection.ts';
import { markOrders, upsertOrders, type OrderMark, type OrderRow } from '../../../database/queries/import-orders.ts';
import { endCartHolds, insertCartHolds, insertEvents } from '../../../database/queries/import-orders-effects.ts';
import type { NewEvent } from '../../../database/queries/order-events.ts';
import { replaceLines, type NewLine } from '../../../database/queries/order-lines.ts';
import { openProblem } from '../../../database/queries/problems.ts';
import type { ProblemCause } from '../../../shared/orders/problem-causes.ts';

/** Everything that one page changes, gathered first so that it is written in a handful of statements. */
export interface PageChanges {
  rows: OrderRow[];
  lines: NewLine[];
  marks: OrderMark[];
  events: NewEvent[];
  /** Problems of orders, by id. */
  notices: { orderId: string; cause: ProblemCause; subject: string }[];
  /** Orders that the cart stops, with the reason. */
  stops: { orderId: string; reason: string }[];
  /** Orders that the cart wants shipped (again). */
  goes: string[];
}

export function noChanges(): PageChanges {
  return { rows: [], lines: [], marks: [], events: [], notices: [], stops: [], goes: [] };
}

/** Writes what a page changes. Must run in the transaction that read what is known. */
export async function saveChanges(
  trx: Database,
  cart: { merchantId: string; cartId: string },
  changes: PageChanges,
): Promise<void> {
  await upsertOrders(trx, changes.rows);
  await replaceLines(
    trx,
    changes.rows.map(({ id }) => id),
    changes.lines,
  );
  await markOrders(trx, changes.marks);
  await endCartHolds(trx, changes.goes);
  await insertCartHolds(
    trx,
    changes.stops.map((stop) => ({ id: randomUUID(), ...stop })),
  );
  for (const notice of changes.notices) await openProblem(trx, { ...cart, ...notice });
  await insertEvents(trx, changes.events);
}
