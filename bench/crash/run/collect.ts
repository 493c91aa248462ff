import { loadOrderDetails, type OrderSummary } from '../../../database/queries/order-views.ts';
import { describeOrderState } from '../../../operations/describe-order.ts';
import type { OperationContext } from '../../../operations/context.ts';
import { keyOf } from '../../../operations/find-order.ts';
import { orderWorkflowId } from '../../../shared/names.ts';
import { referenceIn } from '../../../shared/orders/reference.ts';
import { SEARCH_ATTRIBUTE } from '../../../shared/search-attributes.ts';
import type { Order as CartOrder, Shipment } from '../../../simulators/cart/schemas.ts';
import type { SimulatedOrder } from '../../../simulators/easypost/control.ts';
import { listOrders } from '../../../database/queries/order-views.ts';
import type { Evidence, OrderEvidence, StoredOrder, WorkflowEvidence } from '../judge/evidence.ts';
import { cartName, MERCHANTS } from '../plan/catalogue.ts';
import { testKey } from '../stack/world.ts';
import type { LedgerEntry, Run } from './ledger.ts';
import { WorkflowNotFoundError } from '@temporalio/client';

const MOST_ORDERS = 100_000;
/** Orders that are looked up at a time. */
const SLICE = 20;

interface Sources {
  inCarts: { orders: Map<string, CartOrder>; shipments: Shipment[] }[];
  rows: Map<string, OrderSummary>;
  atEasypost: SimulatedOrder[];
}

function rowKey(cart: string, sourceId: string): string {
  return `${cart} ${sourceId}`;
}

async function readSources({ stack: { world, context } }: Run): Promise<Sources> {
  const inCarts = await Promise.all(
    world.carts.map(async ({ control }) => ({
      orders: new Map((await control.orders()).map((order) => [order.id, order])),
      shipments: (await control.shipments()).filter(({ cancelled }) => !cancelled),
    })),
  );
  const rows = await listOrders(context.db, { limit: MOST_ORDERS });
  const lists = await Promise.all(MERCHANTS.map((_, merchant) => world.easypost.orders(testKey(merchant))));
  return {
    inCarts,
    rows: new Map(rows.map((row) => [rowKey(row.cart_id, row.source_id), row])),
    atEasypost: lists.flat(),
  };
}

/** Reads what the carts, the database, Temporal and EasyPost hold. Rejects while one of them is away. */
export async function collectEvidence(run: Run): Promise<Evidence> {
  const sources = await readSources(run);
  const entries = [...run.ledger.values()];
  const orders: OrderEvidence[] = [];
  for (let at = 0; at < entries.length; at += SLICE) {
    const slice = entries.slice(at, at + SLICE).map((entry) => evidenceOf(run, sources, entry));
    orders.push(...(await Promise.all(slice)));
  }
  const references = new Set([...sources.rows.values()].map(({ reference }) => reference));
  const strangers = sources.atEasypost.filter(
    ({ description, status }) => status !== 'cancelled' && !references.has(referenceIn(description) ?? ''),
  );
  return { orders, strangers };
}

async function evidenceOf(run: Run, sources: Sources, entry: LedgerEntry): Promise<OrderEvidence> {
  const { planned, sourceId, answers, unanswered, cancelledInCart } = entry;
  const cart = sources.inCarts[planned.cart];
  const inCart = cart?.orders.get(sourceId);
  if (!cart || !inCart) throw new Error(`The cart has forgotten order ${planned.number}`);
  const row = sources.rows.get(rowKey(cartName(planned.cart), sourceId));
  const { context } = run.stack;
  return {
    number: planned.number,
    inCart,
    shipments: cart.shipments.filter(({ order_id }) => order_id === sourceId),
    stored: row ? await storedOrder(context, row) : null,
    workflow: row ? await workflowOf(context, row) : null,
    atEasypost: row ? sources.atEasypost.filter(({ description }) => referenceIn(description) === row.reference) : [],
    answers: [...answers],
    unanswered,
    cancelledInCart,
  };
}

async function storedOrder({ db }: OperationContext, row: OrderSummary): Promise<StoredOrder> {
  const details = await loadOrderDetails(db, row);
  return { details, why: describeOrderState(details, new Date()).why };
}

async function workflowOf({ temporal }: OperationContext, row: OrderSummary): Promise<WorkflowEvidence | null> {
  try {
    const { status, typedSearchAttributes } = await temporal.workflow.getHandle(orderWorkflowId(keyOf(row))).describe();
    return { state: status.name, shownStatus: typedSearchAttributes.get(SEARCH_ATTRIBUTE.status) ?? null };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
