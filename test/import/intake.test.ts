import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CartOrder } from '../../activities/carts/contract.ts';
import { cleanOrder } from '../../activities/orders/import/clean-order.ts';
import { contentHash, goneHash, sameGoods, standingIn } from '../../activities/orders/import/content-hash.ts';
import { decideIntake, standingOf } from '../../activities/orders/import/decide-intake.ts';
import { judgeGone, judgeOrder } from '../../activities/orders/import/judge-order.ts';
import type { KnownOrder } from '../../database/queries/import-orders.ts';
import { ORDER_STATUSES, SKIP_RULES } from '../../shared/orders/status.ts';
import { cartOrders, paidOrder } from './orders.ts';

const RULES = { takeOrdersFrom: new Date('2026-01-01T00:00:00Z'), mode: 'production' as const };

function clean(order: CartOrder): CartOrder {
  const cleaned = cleanOrder(order);
  if (cleaned.kind !== 'clean') throw new Error(cleaned.reason);
  return cleaned.order;
}

describe('which orders are taken', () => {
  const line = paidOrder().lines[0] ?? {
    sourceLineId: '1',
    sku: 'A',
    name: '',
    quantity: 1,
    shipped: 0,
    requiresShipping: true,
  };
  it.each([
    ['a paid one', paidOrder(), 'take'],
    ['an unpaid one', paidOrder({ state: 'unpaid' }), 'unpaid'],
    ['one on hold', paidOrder({ state: 'on_hold' }), 'on_hold_in_cart'],
    ['a test order', paidOrder({ test: true }), 'test_order'],
    ['a cancelled one', paidOrder({ state: 'cancelled' }), 'cancelled_before_pull'],
    ['an archived one', paidOrder({ state: 'closed' }), 'closed_before_pull'],
    ['a shipped one', paidOrder({ lines: [{ ...line, quantity: 2, shipped: 2 }] }), 'already_shipped'],
    ['a half shipped one', paidOrder({ lines: [{ ...line, quantity: 2, shipped: 1 }] }), 'take'],
    ['a digital one', paidOrder({ lines: [{ ...line, requiresShipping: false }] }), 'nothing_to_ship'],
    ['one without lines', paidOrder({ lines: [] }), 'nothing_to_ship'],
    ['one with nothing wanted any more', paidOrder({ lines: [{ ...line, quantity: 0 }] }), 'nothing_to_ship'],
    ['one with a negative quantity', paidOrder({ lines: [{ ...line, quantity: -1 }] }), 'take'],
    ['one without SKU', paidOrder({ lines: [{ ...line, sku: null }] }), 'take'],
    ['one without address', paidOrder({ shipTo: null }), 'take'],
    ['an old one', paidOrder({ placedAt: new Date('2025-12-31T23:59:59Z') }), 'older_than_start'],
  ])('%s', (_, order, expected) => {
    const intake = decideIntake(order, RULES);
    expect(intake.kind === 'take' ? 'take' : intake.rule).toBe(expected);
  });

  it('a test order goes to a test account', () => {
    expect(decideIntake(paidOrder({ test: true }), { ...RULES, mode: 'test' })).toEqual({ kind: 'take' });
  });

  it('is never taken when it is not paid, older than the start, or has nothing to ship', () => {
    fc.assert(
      fc.property(cartOrders(), (order) => {
        const intake = decideIntake(order, RULES);
        if (intake.kind === 'skip') return SKIP_RULES.includes(intake.rule);
        return (
          order.state === 'paid' &&
          order.placedAt >= RULES.takeOrdersFrom &&
          order.lines.some((each) => each.requiresShipping && each.quantity !== 0)
        );
      }),
    );
  });
});

describe('the content hash', () => {
  it('is the same for the same content, in whatever order the lines come', () => {
    fc.assert(
      fc.property(cartOrders(), (order) => {
        const copy = { ...structuredClone(order), lines: order.lines.toReversed() };
        return contentHash(order) === contentHash(copy);
      }),
    );
  });

  it('changes in its goods exactly when the address or a line to ship changes', () => {
    fc.assert(
      fc.property(cartOrders(), cartOrders(), (one, other) => {
        const shipped = { ...one, lines: one.lines.map((line) => ({ ...line, shipped: line.shipped + 1 })) };
        expect(sameGoods(contentHash(one), contentHash(shipped))).toBe(true);
        const address = { ...one, shipTo: other.shipTo };
        const same = JSON.stringify(one.shipTo) === JSON.stringify(other.shipTo);
        expect(sameGoods(contentHash(one), contentHash(address))).toBe(same);
      }),
    );
  });

  it('tells how the order stands, also when the cart does not know it any more', () => {
    fc.assert(
      fc.property(cartOrders(), (order) => {
        const hash = contentHash(order);
        expect(standingIn(hash)).toBe(standingOf(order));
        expect(standingIn(goneHash(hash))).toBe('gone');
        expect(goneHash(goneHash(hash))).toBe(goneHash(hash));
        expect(`cart:${goneHash(hash)}`.length).toBeLessThanOrEqual(100);
      }),
    );
  });
});

describe('cleaning an order', () => {
  it('keeps emoji and right-to-left text, and drops only what PostgreSQL cannot hold', () => {
    const name = 'مريم 👩‍👩‍👧 עברית';
    const address = { ...paidOrder().shipTo, name: `${name}\0`, city: 'Half \ud83d pair' } as CartOrder['shipTo'];
    const { shipTo } = clean(paidOrder({ shipTo: address }));
    expect(shipTo).toMatchObject({ name, city: 'Half \ufffd pair' });
  });

  it.each([
    ['a fraction of a unit', { quantity: 1.5 }, 'line 1: quantity 1.5 must be a whole number up to 1000000'],
    ['too many units', { quantity: 1e12 }, 'line 1: quantity 1000000000000 must be a whole number up to 1000000'],
    ['a line without id', { sourceLineId: '' }, 'line 1: its id must have 1 to 200 characters'],
  ])('does not read %s, and says where', (_, change, reason) => {
    const lines = paidOrder().lines.map((line) => ({ ...line, ...change }));
    expect(cleanOrder(paidOrder({ lines }))).toEqual({ kind: 'unreadable', reason });
  });

  it('does not read two lines with one id', () => {
    const lines = [...paidOrder().lines, ...paidOrder().lines];
    expect(cleanOrder(paidOrder({ lines }))).toMatchObject({ kind: 'unreadable' });
  });

  it('is stable: a clean order is clean', () => {
    fc.assert(
      fc.property(cartOrders(), (order) => {
        expect(clean(clean(order))).toEqual(clean(order));
      }),
    );
  });
});

describe('judging what was read against what is stored', () => {
  const statuses = fc.constantFrom(...ORDER_STATUSES);

  function stored(order: CartOrder, status: KnownOrder['status'], beingSent = false): KnownOrder {
    const intake = decideIntake(order, RULES);
    const skip_rule = status === 'skipped' && intake.kind === 'skip' ? intake.rule : null;
    const known = { status, skip_rule, content_hash: contentHash(order), pull_todo: null, being_sent: beingSent };
    // Only these columns are looked at.
    return known as KnownOrder;
  }

  it('finds nothing in the same content, but that a skipped order is taken now', () => {
    fc.assert(
      fc.property(cartOrders(), statuses, (order, status) => {
        const judged = judgeOrder(order, contentHash(order), stored(order, status), RULES).kind;
        const taken = status === 'skipped' && decideIntake(order, RULES).kind === 'take';
        expect(judged).toBe(taken ? 'taken' : 'unchanged');
      }),
    );
  });

  it('never overwrites what EasyPost may have got, and never lets a final order move', () => {
    fc.assert(
      fc.property(cartOrders(), cartOrders(), statuses, fc.boolean(), (before, now, status, beingSent) => {
        const judged = judgeOrder(now, contentHash(now), stored(before, status, beingSent), RULES).kind;
        if (status === 'cancelled') expect(['unchanged', 'noted']).toContain(judged);
        if (status === 'confirmed') expect(['unchanged', 'noted', 'cancelled_too_late']).toContain(judged);
        if (['accepted', 'partially_shipped', 'shipped'].includes(status)) {
          expect(['unchanged', 'noted', 'cancelled_late', 'changed_late', 'shipped_elsewhere']).toContain(judged);
        }
        const unsent = ['waiting', 'sending', 'backordered', 'problem'].includes(status);
        if (unsent && beingSent && now.state !== 'cancelled') expect(['unchanged', 'later']).toContain(judged);
        if (unsent && judged === 'changed') expect(standingOf(now)).toBe('open');
      }),
    );
  });

  it('stops an unsent order that the cart deleted, once', () => {
    const known = stored(paidOrder(), 'backordered');
    expect(judgeGone(known)).toEqual({ kind: 'stopped', standing: 'gone' });
    expect(judgeGone({ ...known, content_hash: goneHash(known.content_hash) })).toEqual({ kind: 'unchanged' });
    expect(judgeGone({ ...known, status: 'accepted' })).toEqual({ kind: 'gone_late' });
  });
});
