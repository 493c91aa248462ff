import { sql } from 'kysely';
import { BLOCKING_CAUSES } from '../../shared/orders/problem-causes.ts';
import type { Database } from '../connection.ts';
import type { AttemptState, Component, Mode } from '../tables.ts';
import { recordEvent } from './order-events.ts';
import { resolveOrderProblems } from './problems.ts';

export interface AttemptRequest {
  orderId: string;
  mode: Mode;
  /** Fingerprint of the key. */
  account: string;
  /** How long no other attempt may start; longer than the HTTP time limit. */
  leaseMs: number;
  /** Per line id, the products that it stands for: frozen before the call, so that parcels keep their meaning. */
  components: ReadonlyMap<string, Component[]>;
  /** The order's content that the request was made of. */
  contentHash: string;
}

export type Begun =
  | { kind: 'begun'; attemptId: string; number: number; afterDoubt: boolean }
  | { kind: 'accepted'; easypostOrderId: string }
  /** Cancelled or confirmed: nothing may be sent any more. */
  | { kind: 'closed' }
  /** Another attempt may still be running. */
  | { kind: 'busy'; until: Date }
  /** The cart changed the order after the request was made of it. */
  | { kind: 'changed' }
  /** An earlier attempt may have reached EasyPost; it must be settled first. */
  | { kind: 'in_doubt'; since: Date };

interface AttemptRow {
  id: string;
  number: number;
  state: AttemptState;
  lease_until: Date;
  finished_at: Date | null;
}

async function attemptsOf(trx: Database, orderId: string): Promise<AttemptRow[]> {
  return trx
    .selectFrom('send_attempts')
    .select(['id', 'number', 'state', 'lease_until', 'finished_at'])
    .where('order_id', '=', orderId)
    .orderBy('number', 'desc')
    .execute();
}

/** What earlier attempts leave open at `now`; one whose lease ran out died with its worker and is in doubt. */
function openDoubt(attempts: readonly AttemptRow[], now: Date): Extract<Begun, { kind: 'busy' | 'in_doubt' }> | null {
  const running = attempts.find(({ state, lease_until }) => state === 'sending' && lease_until > now);
  if (running) return { kind: 'busy', until: running.lease_until };
  const doubtful = attempts.find(({ state }) => state === 'sending' || state === 'unknown');
  return doubtful ? { kind: 'in_doubt', since: doubtful.finished_at ?? doubtful.lease_until } : null;
}

/** Whether the order is at EasyPost, or what earlier attempts leave open; null when nothing is. */
export async function sendingState(
  db: Database,
  orderId: string,
): Promise<Exclude<Begun, { kind: 'begun' | 'changed' }> | null> {
  const order = await db
    .selectFrom('orders')
    .select(['status', 'easypost_order_id'])
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
  if (order.easypost_order_id) return { kind: 'accepted', easypostOrderId: order.easypost_order_id };
  if (order.status === 'cancelled' || order.status === 'confirmed') return { kind: 'closed' };
  return openDoubt(await attemptsOf(db, orderId), new Date());
}

async function freezeComponents(trx: Database, components: AttemptRequest['components']): Promise<void> {
  await sql`update order_lines set components = frozen.value
    from jsonb_each(${JSON.stringify(Object.fromEntries(components))}::jsonb) as frozen
    where order_lines.id = frozen.key::bigint`.execute(trx);
}

/** Writes down, and commits, that EasyPost is about to be called; refuses while an earlier call may still count. */
export async function beginAttempt(db: Database, request: AttemptRequest): Promise<Begun> {
  return db.transaction().execute(async (trx) => {
    const order = await trx
      .selectFrom('orders')
      .select('content_hash')
      .where('id', '=', request.orderId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const open = await sendingState(trx, request.orderId);
    if (open) return open;
    if (order.content_hash !== request.contentHash) return { kind: 'changed' };
    const attempts = await attemptsOf(trx, request.orderId);
    const number = (attempts[0]?.number ?? 0) + 1;
    const now = new Date();
    const { id } = await trx
      .insertInto('send_attempts')
      .values({
        order_id: request.orderId,
        number,
        state: 'sending',
        mode: request.mode,
        account: request.account,
        started_at: now,
        lease_until: new Date(now.getTime() + request.leaseMs),
        finished_at: null,
        easypost_order_id: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await freezeComponents(trx, request.components);
    await trx
      .updateTable('orders')
      .set({ status: 'sending', next_step_at: null, updated_at: now })
      .where('id', '=', request.orderId)
      .execute();
    return { kind: 'begun', attemptId: id, number, afterDoubt: attempts.some(({ state }) => state === 'not_found') };
  });
}

/** Closes an attempt that did not bring the order to EasyPost, or left that open. */
export async function finishAttempt(db: Database, attemptId: string, state: AttemptState): Promise<void> {
  await db
    .updateTable('send_attempts')
    .set({ state, finished_at: new Date() })
    .where('id', '=', attemptId)
    .where('state', '=', 'sending')
    .execute();
}

/** A search found no trace of the attempts in doubt: they count as not arrived, though they may still commit late. */
export async function markNotFound(db: Database, orderId: string): Promise<void> {
  await db
    .updateTable('send_attempts')
    .set({ state: 'not_found', finished_at: new Date() })
    .where('order_id', '=', orderId)
    .where('state', 'in', ['sending', 'unknown'])
    .execute();
}

export interface Acceptance {
  orderId: string;
  easypostOrderId: string;
  easypostStatus: string | null;
  /** Said in the timeline. */
  text: string;
}

/** Stores that EasyPost has the order. Returns the id that counts: the first one stored stays. */
export async function storeAcceptance(db: Database, acceptance: Acceptance): Promise<string> {
  const { orderId, easypostOrderId } = acceptance;
  return db.transaction().execute(async (trx) => {
    const order = await trx
      .selectFrom('orders')
      .select('easypost_order_id')
      .where('id', '=', orderId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (order.easypost_order_id) return order.easypost_order_id;
    const now = new Date();
    await trx
      .updateTable('orders')
      .set({
        status: 'accepted',
        easypost_order_id: easypostOrderId,
        easypost_status: acceptance.easypostStatus,
        accepted_at: now,
        next_step_at: null,
        updated_at: now,
      })
      .where('id', '=', orderId)
      .execute();
    await trx
      .updateTable('send_attempts')
      .set({ state: 'accepted', finished_at: now, easypost_order_id: easypostOrderId })
      .where('order_id', '=', orderId)
      .where('state', 'in', ['sending', 'unknown', 'not_found'])
      .execute();
    await resolveOrderProblems(trx, orderId, BLOCKING_CAUSES);
    await recordEvent(trx, { orderId, kind: 'accepted', text: acceptance.text, author: 'easypost' });
    return easypostOrderId;
  });
}
