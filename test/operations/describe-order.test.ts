import { describe, expect, it } from 'vitest';
import type { OrderDetails } from '../../database/queries/order-views.ts';
import { describeOrderState } from '../../operations/describe-order.ts';
import type { OrderStatus } from '../../shared/orders/status.ts';

const NOW = new Date('2026-11-22T20:00:00Z');
const LATER = new Date('2026-11-23T09:00:00Z');

type Order = OrderDetails['order'];
type Part<Name extends keyof OrderDetails> = Partial<OrderDetails[Name] extends (infer Item)[] ? Item : never>[];

function details(
  status: OrderStatus,
  order: Partial<Order> = {},
  parts: { [Name in Exclude<keyof OrderDetails, 'order'>]?: Part<Name> } = {},
) {
  const empty = { status, skip_rule: null, edit_until: null, next_step_at: null, number: '1001' };
  const all = { lines: [], parcels: [], holds: [], problems: [], events: [], ...parts };
  return { order: { ...empty, ...order }, ...all } as unknown as OrderDetails;
}

describe('an order in plain words', () => {
  it('names who holds it and why, and that only a release helps when the hold has no end', () => {
    const hold = { reason: 'customer calls back', author: 'user:anna', until: null };
    const text = describeOrderState(details('waiting', { edit_until: LATER }, { holds: [hold] }), NOW);
    expect(text.why).toEqual(['On hold by anna: customer calls back']);
    expect(text.next).toEqual({ text: 'Nothing until: cartway order release <order>', at: null });
  });

  it('waits for the last of several holds that end by themselves', () => {
    const holds = [
      { reason: 'a', author: 'user:a', until: LATER },
      { reason: 'b', author: 'user:b', until: NOW },
    ];
    expect(describeOrderState(details('waiting', {}, { holds }), NOW).next.at).toEqual(LATER);
  });

  it('says when the edit window ends, and no longer once it is over', () => {
    expect(describeOrderState(details('waiting', { edit_until: LATER }), NOW).next.at).toEqual(LATER);
    const over = describeOrderState(details('waiting', { edit_until: NOW, next_step_at: LATER }), NOW);
    expect(over).toMatchObject({
      why: ['Its next time to be sent has not come'],
      next: { text: 'It is sent to EasyPost', at: LATER },
    });
  });

  it('says what is short and when a backordered order is tried again', () => {
    const events = [
      { kind: 'backordered', text: 'not enough: 5 × 850000123457' },
      { kind: 'backordered', text: 'not enough: 2 × 850000123457' },
      { kind: 'notice', text: 'other' },
    ];
    const text = describeOrderState(details('backordered', { next_step_at: LATER }, { events }), NOW);
    expect(text.why).toEqual(['not enough: 2 × 850000123457']);
    expect(text.next.at).toEqual(LATER);
  });

  it('tells what to do about a problem', () => {
    const problems = [{ cause: 'unknown_sku' as const, subject: 'MUG-9' }];
    const text = describeOrderState(details('problem', {}, { problems }), NOW);
    expect(text.why).toEqual(['EasyPost knows no product for this SKU: MUG-9']);
    expect(text.next.text).toContain('cartway alias add');
  });

  it('counts shipped units of what needs shipping only', () => {
    const lines = [
      { quantity: 3, shipped: 1, requires_shipping: true },
      { quantity: 1, shipped: 0, requires_shipping: false },
    ];
    expect(describeOrderState(details('partially_shipped', {}, { lines }), NOW).status).toBe(
      'Shipped in part: 1 of 3 units',
    );
  });

  it('names the rule by which an order was not taken', () => {
    expect(describeOrderState(details('skipped', { skip_rule: 'older_than_start' }), NOW).status).toContain(
      'takeOrdersFrom',
    );
    expect(describeOrderState(details('skipped', { skip_rule: 'unpaid' }), NOW).next.text).toContain('as soon as');
  });

  it('says that parcels are still to be written to the cart', () => {
    const parcels = [{ written_at: null }, { written_at: NOW }];
    expect(describeOrderState(details('shipped', {}, { parcels }), NOW).next.text).toBe(
      'A parcel is written to the cart',
    );
  });
});
