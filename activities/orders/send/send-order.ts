import { markBackordered, missingUnits } from '../../../database/queries/backorder.ts';
import { loadMerchantSettings } from '../../../database/queries/connections.ts';
import { stopWithProblem, type OrderFacts } from '../../../database/queries/order-facts.ts';
import { loadOrderToSend, type OrderContent } from '../../../database/queries/order-to-send.ts';
import { beginAttempt, storeAcceptance } from '../../../database/queries/send-attempts.ts';
import type { OrderRef } from '../../../shared/orders/messages.ts';
import type { SendOutcome } from '../../../shared/orders/outcomes.ts';
import { PROBLEM_TEXT } from '../../../shared/orders/problem-causes.ts';
import { describeOrder } from '../../../shared/orders/reference.ts';
import { nextTimeOfDay } from '../../../shared/time/next-time-of-day.ts';
import type { HubDeps } from '../../deps.ts';
import { ModeMismatchError } from '../../easypost/mode.ts';
import type { EasypostOrder } from '../../easypost/types.ts';
import { isSystemError } from '../../errors/system-error.ts';
import { prepareOrder, type PreparedOrder } from '../../items/prepare-order.ts';
import { refreshProducts } from '../../stock/refresh-products.ts';
import { connectAccount, type AccountConnection } from '../easypost-account.ts';
import { retryLater } from '../retry-later.ts';
import { findAtEasypost } from './find-at-easypost.ts';
import { stopUnauthorized, takeSendFailure } from './send-failure.ts';
import { cancelOthers, settleDoubt } from './settle-doubt.ts';

type OpenAccount = Extract<AccountConnection, { kind: 'open' }>;

/** Beyond the HTTP time limit, so that no call is alive when its lease has run out. */
const LEASE_MARGIN_MS = 10_000;

const BEGIN_AGAIN = {
  busy: 'Another attempt to send this order is running',
  in_doubt: 'Another attempt to send this order is in doubt',
  changed: 'The order was changed while it was being prepared',
} as const;

/** Sends an order to EasyPost exactly once (design §3); repeating it is safe at any point. */
export function createSendOrder(deps: HubDeps): (ref: OrderRef) => Promise<SendOutcome> {
  return async (ref) => {
    const { order, content, account: row, hasOpenAttempt } = await loadOrderToSend(deps.db, ref.orderId);
    if (order.easypost_order_id) return { kind: 'accepted', easypostOrderId: order.easypost_order_id };
    const account = connectAccount(deps, row, order.mode);
    if (account.kind === 'not_set_up') return stopNotSetUp(deps, order);
    if (account.kind === 'down') return stopUnauthorized(deps, order, true);
    try {
      if (hasOpenAttempt) {
        const earlier = await settleDoubt(deps, account.client, order);
        if (earlier.kind === 'accepted') return earlier;
        if (earlier.kind === 'closed') return { kind: 'interrupted' };
      }
      return await sendNow(deps, account, order, content);
    } catch (error) {
      if (isSystemError(error, 'unauthorized')) return stopUnauthorized(deps, order, true);
      throw error;
    }
  };
}

async function sendNow(
  deps: HubDeps,
  account: OpenAccount,
  order: OrderFacts,
  content: OrderContent,
): Promise<SendOutcome> {
  const prepared = await prepareOrder(deps.db, content, () =>
    refreshProducts(deps, account.client, order.merchant_id, order.mode),
  );
  if (prepared.kind === 'problem') {
    const { cause, subject } = prepared;
    await stopWithProblem(deps.db, order, { cause, subject, text: `${PROBLEM_TEXT[cause].what}: ${subject}` });
    return { kind: 'problem', cause, subject, inDoubt: false };
  }
  const begun = await beginAttempt(deps.db, {
    orderId: order.id,
    mode: order.mode,
    account: account.fingerprint,
    leaseMs: deps.httpTimeoutMs + LEASE_MARGIN_MS,
    components: prepared.components,
    contentHash: prepared.contentHash,
  });
  if (begun.kind === 'accepted') return begun;
  if (begun.kind === 'closed') return { kind: 'interrupted' };
  if (begun.kind !== 'begun') throw retryLater('unavailable', BEGIN_AGAIN[begun.kind], 1_000);
  const created = await create(deps, account, order, prepared, begun.attemptId);
  if ('kind' in created) return created;
  const easypostOrderId = await storeAcceptance(deps.db, {
    orderId: order.id,
    easypostOrderId: created.id,
    easypostStatus: created.status,
    text: `EasyPost accepted the order as ${created.id}`,
  });
  const ids = begun.afterDoubt ? (await findAtEasypost(account.client, order.reference)).map(({ id }) => id) : [];
  // Another attempt may have stored its order first: ours is then the double.
  await cancelOthers(deps, account.client, order, [...new Set([...ids, created.id])], easypostOrderId);
  return easypostOrderId === null ? { kind: 'interrupted' } : { kind: 'accepted', easypostOrderId };
}

async function create(
  deps: HubDeps,
  account: OpenAccount,
  order: OrderFacts,
  prepared: Extract<PreparedOrder, { kind: 'ready' }>,
  attemptId: string,
): Promise<EasypostOrder | SendOutcome> {
  try {
    return await account.client.createOrder({
      description: describeOrder(order.reference, order.number),
      destination: prepared.destination,
      lines: prepared.lines,
    });
  } catch (error) {
    // An order that went out in the wrong mode must not be fulfilled.
    if (error instanceof ModeMismatchError && error.easypostOrderId !== null) {
      await cancelOthers(deps, account.client, order, [error.easypostOrderId], null);
    }
    const failure = await takeSendFailure(deps, order, attemptId, error);
    return failure === 'out_of_stock' ? backorder(deps, order, account.row.calls_per_second) : failure;
  }
}

async function backorder(deps: HubDeps, order: OrderFacts, callsPerSecond: number): Promise<SendOutcome> {
  const { retryTime: time, retryZone: zone } = await loadMerchantSettings(deps.db, order.merchant_id);
  const nextTry = new Date(nextTimeOfDay(Date.now(), time, zone));
  const missing = await missingUnits(deps.db, order);
  const before = await markBackordered(deps.db, order, missing, nextTry);
  return { kind: 'backordered', missing, retry: { time, zone, delayMs: Math.ceil((before / callsPerSecond) * 1_000) } };
}

async function stopNotSetUp(deps: HubDeps, order: OrderFacts): Promise<SendOutcome> {
  await stopWithProblem(deps.db, order, {
    cause: 'easypost_not_set_up',
    subject: order.mode,
    text: `The merchant has no EasyPost ${order.mode} key`,
  });
  return { kind: 'problem', cause: 'easypost_not_set_up', subject: order.mode, inDoubt: false };
}
