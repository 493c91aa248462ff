import { describe, expect, it } from 'vitest';
import type { OrderEvidence } from '../../bench/crash/judge/evidence.ts';
import { isSettled, judge, type CheckName } from '../../bench/crash/judge/verdict.ts';
import { resultLine } from '../../bench/crash/report.ts';
import { cancelledOrder, goodOrder, shipment, simulated, stored, waitingOrder } from './crash-evidence.ts';

function findingsOf(order: OrderEvidence): [CheckName, string][] {
  return judge({ orders: [order], strangers: [] }).findings.map(({ check, text }) => [check, text]);
}

it('orders that went well are counted and give no findings', () => {
  const refused = stored({ status: 'confirmed' });
  refused.details.events.push({
    id: '1',
    order_id: refused.details.order.id,
    at: new Date(),
    kind: 'cancel_refused',
    text: 'refused',
    author: 'cart',
  });
  const orders = [
    goodOrder(),
    goodOrder({ answers: [{ kind: 'refused', reason: 'already_shipped' }] }),
    goodOrder({ stored: refused, cancelledInCart: true, answers: [{ kind: 'open', requestId: 'r1' }] }),
    cancelledOrder(),
    cancelledOrder({ answers: [{ kind: 'open', requestId: 'r1' }], cancelledInCart: true }),
    cancelledOrder({
      stored: stored({ status: 'skipped', skip_rule: 'cancelled_before_pull' }),
      workflow: null,
      atEasypost: [],
      answers: [{ kind: 'not_taken' }],
      cancelledInCart: true,
    }),
    waitingOrder(),
  ];
  expect(judge({ orders, strangers: [] })).toMatchObject({
    orders: 7,
    confirmed: 3,
    cancelled: 3,
    waiting_with_reason: 1,
    findings: [],
  });
});

const confirmed = stored().details.order;

/** One way in which each check can fail, and what it says then. */
const FAILURES: [CheckName, string, OrderEvidence][] = [
  ['lost', 'no row', goodOrder({ stored: null, workflow: null, atEasypost: [], shipments: [] })],
  [
    'lost',
    'was skipped (unpaid)',
    cancelledOrder({ stored: stored({ status: 'skipped', skip_rule: 'unpaid' }), atEasypost: [], answers: [] }),
  ],
  ['lost', 'no workflow', waitingOrder({ workflow: null })],
  ['lost', 'EasyPost does not have order_1', goodOrder({ atEasypost: [] })],
  ['lost', 'EasyPost does not have order_1', goodOrder({ atEasypost: [{ ...simulated(), status: 'cancelled' }] })],
  ['duplicate_orders', 'order_2 (shipped) as well', goodOrder({ atEasypost: [simulated(), simulated('order_2')] })],
  ['duplicate_orders', 'beside no order at all', cancelledOrder({ answers: [], atEasypost: [simulated()] })],
  ['duplicate_orders', 'order_1 (shipped) as well', waitingOrder({ atEasypost: [simulated()] })],
  ['duplicate_parcels', '9400 2 times', goodOrder({ shipments: [shipment(), shipment()] })],
  ['duplicate_parcels', '1Z9, which EasyPost did not send', goodOrder({ shipments: [shipment(), shipment('1Z9')] })],
  [
    'wrong_quantities',
    '1 × CAP, 2 × MUG were ordered, order_1 has 1 × CAP, 1 × MUG',
    goodOrder({
      atEasypost: [{ ...simulated(), line_items: simulated().line_items.map((line) => ({ ...line, units: 1 })) }],
    }),
  ],
  [
    'wrong_quantities',
    'the cart was told 1 × CAP, 1 × MUG',
    goodOrder({
      shipments: [{ ...shipment(), lines: shipment().lines.map((line) => ({ ...line, quantity: 1 })) }],
    }),
  ],
  ['wrong_quantities', '4 of them are shipped', goodOrder({ shipments: [shipment(), shipment()] })],
  ['wrong_quantities', 'was not told of parcel 9400', goodOrder({ shipments: [] })],
  [
    'wrong_quantities',
    'lacks 2 units',
    goodOrder({
      inCart: {
        ...goodOrder().inCart,
        lines: goodOrder().inCart.lines.map((line) => ({ ...line, quantity_shipped: 0 })),
      },
    }),
  ],
  ['cancel_answers_untrue', 'EasyPost shipped order_1', cancelledOrder({ atEasypost: [simulated()] })],
  [
    'cancel_answers_untrue',
    'EasyPost still has order_1',
    cancelledOrder({ atEasypost: [{ ...simulated(), status: 'created', picks: [] }] }),
  ],
  ['cancel_answers_untrue', 'the order is confirmed', goodOrder({ answers: [{ kind: 'cancelled' }] })],
  [
    'cancel_answers_untrue',
    'told "refused", and the order is cancelled',
    cancelledOrder({ answers: [{ kind: 'refused', reason: 'in_picking' }] }),
  ],
  ['cancel_answers_untrue', 'told "open"', goodOrder({ answers: [{ kind: 'open', requestId: 'r1' }] })],
  ['cancel_answers_untrue', 'got no answer (Error: away)', goodOrder({ unanswered: 'Error: away' })],
  ['cancel_answers_untrue', 'the shop cancelled it', goodOrder({ cancelledInCart: true })],
  ['cancel_answers_untrue', '"not taken"', goodOrder({ answers: [{ kind: 'not_taken' }] })],
  ['stuck', 'its workflow is RUNNING', goodOrder({ workflow: { state: 'RUNNING', shownStatus: 'confirmed' } })],
  [
    'stuck',
    'its workflow is COMPLETED',
    waitingOrder({ workflow: { state: 'COMPLETED', shownStatus: 'backordered' } }),
  ],
  ['stuck', 'Temporal shows it as accepted', goodOrder({ workflow: { state: 'COMPLETED', shownStatus: 'accepted' } })],
  ['stuck', 'nothing says what it waits for', waitingOrder({ stored: stored({ status: 'accepted' }) })],
  [
    'stuck',
    'nothing says when it is tried',
    waitingOrder({ stored: stored({ status: 'backordered', easypost_order_id: null }, ['No stock']) }),
  ],
];

describe('each check can fail', () => {
  it.each(FAILURES)('%s: %s', (check, words, order) => {
    expect(findingsOf(order)).toContainEqual([check, expect.stringContaining(words)]);
  });
});

it('an EasyPost order that is nobody’s is a duplicate', () => {
  const { findings } = judge({ orders: [goodOrder()], strangers: [simulated('order_9')] });
  expect(findings).toEqual([{ check: 'duplicate_orders', number: null, text: expect.stringContaining('order_9') }]);
});

it('the last line counts the findings of each check', () => {
  const verdict = judge({ orders: [goodOrder({ shipments: [] }), waitingOrder()], strangers: [simulated('order_9')] });
  const recovery = { postgres: [1.5], temporal: [null], easypost: [20], cart: [0], worker: [3, 2.5] };
  expect(resultLine({ verdict, recovery, workerFailures: 0 }, 42)).toEqual({
    orders: 2,
    confirmed: 1,
    cancelled: 0,
    waiting_with_reason: 1,
    lost: 0,
    duplicate_orders: 1,
    duplicate_parcels: 0,
    wrong_quantities: 3,
    cancel_answers_untrue: 0,
    stuck: 0,
    seed: 42,
    recovery_seconds: recovery,
    worker_failures: 0,
  });
});

it('an order is at rest once it is final, has a problem, or waits for what never comes', () => {
  const never = new Set(['SOFA']);
  const line = { sku: 'SOFA' } as never;
  const sofa = stored({ status: 'backordered' });
  sofa.details.lines.push(line);
  expect(isSettled(goodOrder(), never)).toBe(true);
  expect(isSettled(goodOrder({ stored: sofa }), never)).toBe(true);
  expect(isSettled(waitingOrder(), never)).toBe(false);
  for (const status of ['sending', 'accepted', 'partially_shipped', 'shipped'] as const) {
    expect(isSettled(goodOrder({ stored: stored({ ...confirmed, status }) }), never)).toBe(false);
  }
  expect(isSettled(goodOrder({ stored: null }), never)).toBe(false);
});
