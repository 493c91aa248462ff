import { resolveConnectionProblems } from '../database/queries/problems.ts';
import { lockCart, updateCart } from '../database/queries/carts.ts';
import type { CartRow } from '../database/queries/connections.ts';
import type { WhichOrders } from '../shared/orders/which-orders.ts';
import { cartSettingsSchema, type CartSettings } from '../shared/settings/cart.ts';
import { formatSlot } from '../shared/settings/slot-schema.ts';
import { applyCartSchedules } from '../workers/schedules/reconcile.ts';
import { recheckAfterSaving, REPEAT_REPAIR, SCHEDULES_REPAIR, tellTemporal } from './after-saving.ts';
import type { OperationContext } from './context.ts';
import { InputError, parseInput, shortText } from './failures.ts';
import { findCart } from './find-cart.ts';
import { checkCartForm, proveCart } from './prove-cart.ts';

export interface CartSettingsChange {
  name?: string | undefined;
  /** Any of `CartSettings`; what is left out stays. */
  settings?: Record<string, unknown>;
  /** Parts of the connection; what is left out stays. */
  connection?: Record<string, unknown> | undefined;
  /** All credentials of the kind. */
  credentials?: unknown;
  /** Saves connection and credentials without trying them. */
  untested?: boolean;
}

/**
 * Changes a cart; its Schedules and waiting orders follow at once. New access is tried first, and orders that waited
 * for it go on. Returns how many orders were told.
 */
export async function setCart(
  context: OperationContext,
  cartId: string,
  change: CartSettingsChange,
): Promise<{ rechecked: number }> {
  const cart = await findCart(context, cartId);
  const access = await newAccess(context, cart, change);
  const hasSettings = change.name !== undefined || Object.keys(change.settings ?? {}).length > 0;
  if (!hasSettings && !access) {
    throw new InputError(
      'settings',
      'nothing to change was given; allowed are a name, settings, a connection, credentials',
    );
  }
  const changed = await save(context, cartId, change, access);
  return tellTemporal(access ? REPEAT_REPAIR : SCHEDULES_REPAIR, async () => {
    await applyCartSchedules(context.temporal, context.db, cartId);
    const orders = concerned(cart, changed, access !== null);
    return { rechecked: await recheckAfterSaving(context, cart.merchant_id, orders) };
  });
}

interface Access {
  connection: unknown;
  credentials: unknown;
}

async function newAccess(context: OperationContext, cart: CartRow, change: CartSettingsChange): Promise<Access | null> {
  if (change.connection === undefined && change.credentials === undefined) return null;
  const access = {
    connection: { ...(cart.connection as Record<string, unknown>), ...change.connection },
    credentials: change.credentials ?? (JSON.parse(context.vault.open(cart.credentials)) as unknown),
  };
  if (change.untested) checkCartForm(context, { kind: cart.kind, ...access });
  else await proveCart(context, { kind: cart.kind, ...access });
  return access;
}

interface Changed {
  editWindow: boolean;
  writeBack: boolean;
}

async function save(
  context: OperationContext,
  cartId: string,
  change: CartSettingsChange,
  access: Access | null,
): Promise<Changed> {
  return context.db.transaction().execute(async (db) => {
    const current = await lockCart(db, cartId);
    if (!current) throw new InputError('cart', `"${cartId}" is not a cart any more`);
    const settings = parseInput(cartSettingsSchema, { ...current.settings, ...change.settings });
    const name = change.name === undefined ? undefined : parseInput(shortText(100), change.name, { place: 'name' });
    await updateCart(db, cartId, {
      settings,
      ...(name === undefined ? {} : { name }),
      ...(access && {
        connection: access.connection,
        credentials: context.vault.seal(JSON.stringify(access.credentials)),
      }),
    });
    if (access) {
      const where = { merchantId: current.merchant_id, cartId, causes: ['cart_unauthorized'] as const };
      await resolveConnectionProblems(db, where);
    }
    return whatChanged(current.settings, settings);
  });
}

function whatChanged(before: CartSettings, after: CartSettings): Changed {
  return {
    editWindow: before.editWindow !== after.editWindow,
    writeBack: formatSlot(before.writeBack) !== formatSlot(after.writeBack),
  };
}

/** The orders that a change concerns. */
function concerned(cart: CartRow, changed: Changed, newAccessGiven: boolean): WhichOrders[] {
  const of = { merchantId: cart.merchant_id, cartId: cart.id };
  const which: WhichOrders[] = [];
  if (changed.editWindow) which.push({ ...of, statuses: ['waiting'] });
  if (changed.writeBack) which.push({ ...of, statuses: ['partially_shipped', 'shipped'] });
  if (newAccessGiven) which.push({ ...of, causes: ['cart_unauthorized'] });
  return which;
}
