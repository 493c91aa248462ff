import { sql } from 'kysely';
import { BLOCKING_CAUSES } from '../../shared/orders/problem-causes.ts';
import type { Database } from '../connection.ts';
import type { AttemptState, Component, Mode } from '../tables.ts';

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

/** Whether a search did not find an earlier attempt: it may still have arrived since. */
export async function mayArriveLate(db: Database, orderId: string): Promise<boolean> {
  const attempts = await attemptsOf(db, orderId);
  return attempts.some(({ state }) => state === 'not_found');
}

async function freezeComponents(trx: Database, components: AttemptRequest['components']): Promise<void> {
  await sql`update order_lines set components = frozen.value
    from jsonb_each(${JSON.stringify(Object.fromEntries(components))}::jsonb) as frozen
    where order_lines.id = frozen.key::bigint`.execute(trx);
}

/** Writes down, and commits, that EasyPost is about to be called; refuses while an earlier call may still count. */
export async function beginAttempt(db: Database, request: AttemptRequest): Promise<Begun> {
  return (await beginFirst(db, request)) ?? beginNext(db, request);
}

/**
 * Begins the very first attempt in one statement; null, and nothing is written, where anything speaks against it. Of
 * two at once the unique number lets one through, even if the other did not see its row yet.
 */
async function beginFirst(db: Database, request: AttemptRequest): Promise<Begun | null> {
  const { orderId, mode, account, leaseMs, components, contentHash } = request;
  const now = new Date();
  const { rows } = await sql<{ id: string }>`
    with free as (
      select id from orders where id = ${orderId} and easypost_order_id is null
        and status not in ('cancelled', 'confirmed') and content_hash = ${contentHash}
        and not exists (select from send_attempts where order_id = ${orderId})
      for update
    ), attempt as (
      insert into send_attempts (order_id, number, state, mode, account, started_at, lease_until)
      select id, 1, 'sending', ${mode}::text, ${account}::text, ${now}::timestamptz,
        ${new Date(now.getTime() + leaseMs)}::timestamptz from free
      on conflict (order_id, number) do nothing returning id, order_id
    ), frozen as (
      update order_lines set components = item.value
      from attempt, jsonb_each(${JSON.stringify(Object.fromEntries(components))}::jsonb) as item
      where order_lines.order_id = attempt.order_id and order_lines.id = item.key::bigint
    ), shown as (
      update orders set status = 'sending', next_step_at = null, updated_at = ${now}
      from attempt where orders.id = attempt.order_id
    )
    select id from attempt`.execute(db);
  return rows[0] ? { kind: 'begun', attemptId: rows[0].id, number: 1, afterDoubt: false } : null;
}

async function beginNext(db: Database, request: AttemptRequest): Promise<Begun> {
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

/**
 * Stores that EasyPost has the order. Returns the id that counts: the first one stored stays. Null: the order was
 * cancelled meanwhile, and EasyPost must not have it.
 */
export async function storeAcceptance(db: Database, acceptance: Acceptance): Promise<string | null> {
  const { orderId, easypostOrderId, easypostStatus, text } = acceptance;
  const now = new Date();
  // One statement, so one round trip; whoever comes second waits for the row and then finds nothing to update.
  const { rows } = await sql`
    with accepted as (
      update orders set status = 'accepted', easypost_order_id = ${easypostOrderId},
        easypost_status = ${easypostStatus}, accepted_at = ${now}::timestamptz, next_step_at = null,
        updated_at = ${now}::timestamptz
      where id = ${orderId} and easypost_order_id is null and status not in ('cancelled', 'confirmed') returning id
    ), attempts as (
      update send_attempts set state = 'accepted', finished_at = ${now}::timestamptz, easypost_order_id = ${easypostOrderId}
      from accepted where order_id = accepted.id and state in ('sending', 'unknown', 'not_found')
    ), solved as (
      update problems set resolved_at = ${now}::timestamptz from accepted
      where order_id = accepted.id and resolved_at is null and cause = any(${[...BLOCKING_CAUSES]}::text[])
    )
    insert into order_events (order_id, kind, text, author)
    select id, 'accepted', ${text}::text, 'easypost' from accepted returning id`.execute(db);
  return rows.length > 0 ? easypostOrderId : storedAcceptance(db, orderId);
}

async function storedAcceptance(db: Database, orderId: string): Promise<string | null> {
  const order = await db
    .selectFrom('orders')
    .select('easypost_order_id')
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
  return order.easypost_order_id;
}
