import type { OrderFacts } from '../../../database/queries/order-facts.ts';
import { markNotFound, mayArriveLate, sendingState, storeAcceptance } from '../../../database/queries/send-attempts.ts';
import type { HubDeps } from '../../deps.ts';
import type { EasypostClient } from '../../easypost/types.ts';
import { retryLater } from '../retry-later.ts';
import { cancelDouble } from './cancel-double.ts';
import { findAtEasypost } from './find-at-easypost.ts';

type SettleDeps = Pick<HubDeps, 'db' | 'settleMs'>;

/**
 * Finds out whether an earlier attempt in doubt reached EasyPost: adopts the order it made, or marks the attempt as
 * not found. Fails to be repeated while that attempt may still be under way.
 */
export async function settleDoubt(
  deps: SettleDeps,
  client: EasypostClient,
  order: OrderFacts,
): Promise<{ kind: 'accepted'; easypostOrderId: string } | { kind: 'clear' } | { kind: 'closed' }> {
  const state = await sendingState(deps.db, order.id);
  // What a search did not find may be there by now: it is looked for again before anything else is sent.
  if (!state) return (await mayArriveLate(deps.db, order.id)) ? adopt(deps, client, order) : { kind: 'clear' };
  switch (state.kind) {
    case 'accepted':
    case 'closed':
      return state;
    case 'busy':
      throw retryLater(
        'unavailable',
        'Another attempt to send this order may still be running',
        waitUntil(state.until),
      );
    case 'in_doubt': {
      const settled = new Date(state.since.getTime() + deps.settleMs);
      if (settled > new Date()) {
        throw retryLater('unavailable', 'EasyPost may still be making this order', waitUntil(settled));
      }
      return adopt(deps, client, order);
    }
  }
}

function waitUntil(time: Date): number {
  return time.getTime() - Date.now() + 50;
}

async function adopt(
  deps: SettleDeps,
  client: EasypostClient,
  order: OrderFacts,
): Promise<{ kind: 'accepted'; easypostOrderId: string } | { kind: 'clear' } | { kind: 'closed' }> {
  const [oldest, ...others] = await findAtEasypost(client, order.reference);
  if (!oldest) {
    await markNotFound(deps.db, order.id);
    return { kind: 'clear' };
  }
  const easypostOrderId = await storeAcceptance(deps.db, {
    orderId: order.id,
    easypostOrderId: oldest.id,
    easypostStatus: oldest.status,
    text: `EasyPost has the order as ${oldest.id}; found again after an attempt without an answer`,
  });
  await cancelOthers(deps, client, order, [oldest.id, ...others.map(({ id }) => id)], easypostOrderId);
  return easypostOrderId === null ? { kind: 'closed' } : { kind: 'accepted', easypostOrderId };
}

/** Cancels every one of `ids` but `keep`; null keeps none. */
export async function cancelOthers(
  deps: Pick<HubDeps, 'db'>,
  client: EasypostClient,
  order: OrderFacts,
  ids: readonly string[],
  keep: string | null,
): Promise<void> {
  for (const id of ids.filter((candidate) => candidate !== keep)) {
    await cancelDouble(deps, client, {
      orderId: order.id,
      merchantId: order.merchant_id,
      cartId: order.cart_id,
      easypostOrderId: id,
    });
  }
}
