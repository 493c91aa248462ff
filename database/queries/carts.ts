import { cartSettingsSchema, type CartSettings } from '../../shared/settings/cart.ts';
import type { Database } from '../connection.ts';
import type { CartRow } from './connections.ts';

export interface NewCart {
  id: string;
  merchantId: string;
  kind: string;
  name: string;
  settings: CartSettings;
  connection: unknown;
  /** Sealed. */
  credentials: string;
  takeOrdersFrom: Date;
}

/** Returns false where the id is taken. */
export async function insertCart(db: Database, cart: NewCart): Promise<boolean> {
  const result = await db
    .insertInto('carts')
    .values({
      id: cart.id,
      merchant_id: cart.merchantId,
      kind: cart.kind,
      name: cart.name,
      settings: JSON.stringify(cart.settings),
      connection: JSON.stringify(cart.connection),
      credentials: cart.credentials,
      take_orders_from: cart.takeOrdersFrom,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export interface CartChange {
  name?: string;
  settings?: CartSettings;
  connection?: unknown;
  /** Sealed. A new connection or new credentials clear the cart's down state. */
  credentials?: string;
}

export async function updateCart(db: Database, cartId: string, change: CartChange): Promise<void> {
  const reconnects = change.connection !== undefined || change.credentials !== undefined;
  const values = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.settings === undefined ? {} : { settings: JSON.stringify(change.settings) }),
    ...(change.connection === undefined ? {} : { connection: JSON.stringify(change.connection) }),
    ...(change.credentials === undefined ? {} : { credentials: change.credentials }),
    ...(reconnects ? { down_since: null } : {}),
  };
  if (Object.keys(values).length === 0) return;
  await db.updateTable('carts').set(values).where('id', '=', cartId).execute();
}

/** Locks the cart's row until the transaction ends. */
export async function lockCart(db: Database, cartId: string): Promise<CartRow | null> {
  const row = await db.selectFrom('carts').selectAll().where('id', '=', cartId).forUpdate().executeTakeFirst();
  return row ? { ...row, settings: cartSettingsSchema.parse(row.settings) } : null;
}
