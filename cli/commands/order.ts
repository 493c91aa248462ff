import type { Command } from 'commander';
import { listOrders, type OrderSummary } from '../../database/queries/order-views.ts';
import { cancelOrder, type CancelResult } from '../../operations/cancel-order.ts';
import type { OperationContext } from '../../operations/context.ts';
import { InputError } from '../../operations/failures.ts';
import { findOrder } from '../../operations/find-order.ts';
import { holdOrder } from '../../operations/hold-order.ts';
import { recheckOrder } from '../../operations/recheck-order.ts';
import { releaseOrder } from '../../operations/release-order.ts';
import { showOrder } from '../../operations/show-order.ts';
import { CANCEL_REFUSAL_TEXT } from '../../shared/orders/messages.ts';
import { ORDER_STATUSES, type OrderStatus } from '../../shared/orders/status.ts';
import { group, leaf, readLeaf, run } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { withContext, type CommonOptions } from '../open-context.ts';
import { timeToComeOption, wholeNumber } from '../options/values.ts';
import { print, tell } from '../output.ts';
import { renderOrder } from '../render/order.ts';
import { count, table } from '../render/table.ts';
import { localTime, when } from '../render/time.ts';

interface Within {
  merchant?: string;
  cart?: string;
}

function within(command: Command): Command {
  return command.option('--merchant <merchant>', 'of this merchant').option('--cart <cart>', 'of this cart');
}

/** Finds the order that is meant and works on it. */
function withOrder<T>(
  order: string,
  options: CommonOptions & Within,
  work: (context: OperationContext, order: OrderSummary) => Promise<T>,
): Promise<T> {
  return withContext(options, async (context) => {
    const { merchant, cart } = options;
    return work(context, await findOrder(context, { order, merchant, cart }));
  });
}

function statusFrom(text: string | undefined): OrderStatus | undefined {
  const status = ORDER_STATUSES.find((known) => known === text);
  if (text !== undefined && !status) {
    throw new InputError('status', `"${text}" is not a status; allowed are ${ORDER_STATUSES.join(', ')}`);
  }
  return status;
}

function listCommand(order: Command): void {
  const list = within(readLeaf(order, 'list', 'the newest orders'))
    .option('--status <status>', `one of ${ORDER_STATUSES.join(', ')}`)
    .option('--limit <count>', 'at most this many, 1 to 1000', wholeNumber(1, 1000), 50);
  run<Within & { status?: string; limit: number }>(list, (_, options) =>
    withContext(options, async ({ db }) => {
      const { merchant, cart, limit } = options;
      const status = statusFrom(options.status);
      const filter = {
        ...(merchant && { merchantId: merchant }),
        ...(cart && { cartId: cart }),
        ...(status && { status }),
      };
      const now = new Date();
      print(await listOrders(db, { ...filter, limit }), options, (orders) =>
        table(
          ['ORDER', 'REFERENCE', 'CART', 'STATUS', 'PLACED', 'NEXT'],
          orders.map((row) => [
            row.number,
            row.reference,
            row.cart_id,
            row.status,
            localTime(row.placed_at),
            row.next_step_at ? when(row.next_step_at, now) : '-',
          ]),
          'No order matches.',
        ),
      );
    }),
  );
}

function cancelText(number: string, result: CancelResult): string {
  switch (result.kind) {
    case 'cancelled':
      return `Order ${number} is cancelled.`;
    case 'refused':
      return `Order ${number} is not cancelled: ${CANCEL_REFUSAL_TEXT[result.reason]}.`;
    case 'open':
      return `No answer yet. The request for order ${number} stays open and is answered on its timeline: cartway order show ${number}`;
  }
}

const CANCEL_EXIT = { cancelled: EXIT.ok, refused: EXIT.refused, open: EXIT.stillOpen };

function cancelCommand(order: Command): void {
  const cancel = within(readLeaf(order, 'cancel <order>', 'cancel an order and wait for the answer')).option(
    '--wait <seconds>',
    'how long to wait for the answer, 1 to 600',
    wholeNumber(1, 600),
    30,
  );
  run<Within & { wait: number }>(cancel, ([word = ''], options) =>
    withOrder(word, options, async (context, found) => {
      const result = await cancelOrder(context, found, options.wait * 1000);
      const text = cancelText(found.number, result);
      if (options.json || result.kind === 'cancelled') print(result, options, () => text);
      else tell(`cartway: ${text}`);
      return CANCEL_EXIT[result.kind];
    }),
  );
}

function holdCommand(order: Command): void {
  const hold = within(leaf(order, 'hold <order>', 'stop an order before it is sent'))
    .requiredOption('--reason <text>', 'why, for the timeline; no personal data')
    .option('--until <time>', 'when it ends by itself: 2h, 3d or 2026-11-23T09:00-08:00', timeToComeOption);
  run<Within & { reason: string; until?: Date }>(hold, ([word = ''], options) =>
    withOrder(word, options, async (context, found) => {
      await holdOrder(context, found, options);
      const end = options.until ? `until ${localTime(options.until)}` : 'until: cartway order release';
      tell(`Order ${found.number} is on hold ${end}.`);
    }),
  );
}

export function orderCommands(program: Command): void {
  const order = group(program, 'order', 'orders, by number, reference (CW-…), id or EasyPost id');
  listCommand(order);

  const show = within(readLeaf(order, 'show <order>', 'where an order stands, why, and what happens next'));
  run<Within>(show, ([word = ''], options) =>
    withOrder(word, options, async (context, found) =>
      print(await showOrder(context, found), options, (view) => renderOrder(view, { now: new Date() })),
    ),
  );

  cancelCommand(order);
  holdCommand(order);

  const release = within(leaf(order, 'release <order>', 'end holds and waits: send the order now'));
  run<Within>(release, ([word = ''], options) =>
    withOrder(word, options, async (context, found) => {
      const { holdsEnded } = await releaseOrder(context, found);
      tell(`Order ${found.number} is released${holdsEnded > 0 ? `; ${count(holdsEnded, 'hold')} ended` : ''}.`);
    }),
  );

  const recheck = within(leaf(order, 'recheck <order>', 'have an order look again at what it waits for'));
  run<Within>(recheck, ([word = ''], options) =>
    withOrder(word, options, async (context, found) => {
      await recheckOrder(context, found);
      tell(`Order ${found.number} looks again.`);
    }),
  );
}
