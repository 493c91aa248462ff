import { expect, it } from 'vitest';
import { AT_ONCE } from '../../shared/settings/slot.ts';
import { ORDER_MESSAGE, type CancelAnswer } from '../../shared/orders/messages.ts';
import type { SendOutcome, WriteOutcome } from '../../shared/orders/outcomes.ts';
import { describeWithTimeSkipping } from '../setup/temporal.ts';
import { until } from '../setup/poll.ts';
import { useSkipping } from './skipping.ts';
import { ACCEPTED, BACKORDERED, PARTIAL, UNKNOWN_SKU, type World } from './world.ts';

const HELD = { holds: [{ holdId: 'h1' }], send: AT_ONCE };
const PARCELS = [ORDER_MESSAGE.parcels, { writeBack: AT_ONCE }] as const;

/** An activity that is under way until the test lets it end. */
function pending<T>() {
  let end: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => (end = resolve));
  return { step: () => promise, end: (value: T) => end(value) };
}

function called(world: World, name: string): Promise<boolean> {
  return until(`${name} is called`, () => world.count(name) > 0);
}

await describeWithTimeSkipping('A cancellation has one definite answer', () => {
  const { run } = useSkipping();

  it('held: cancelled at once, and EasyPost is never called', () =>
    run({}, async (order, world) => {
      await order.start(HELD);
      await order.reaches('waiting');
      expect(await order.cancel()).toEqual({ kind: 'cancelled' });
      expect(await order.result()).toEqual({ kind: 'cancelled' });
      expect(world.calls).toEqual(['recordCancelled:request-1']);
      await order.record('cancelled-while-held');
    }));

  it('while sending: the call that is under way is settled first, then EasyPost cancels', async () => {
    const send = pending<SendOutcome>();
    await run({ send: [send.step] }, async (order, world) => {
      await order.start();
      await called(world, 'sendOrder');
      const answer = order.cancel();
      // The time-skipping server, unlike a real one, trips over an activity that ends just before this.
      await until('the request has reached the sending', async () => (await order.count('activityTaskCancelR')) === 1);
      send.end(ACCEPTED);
      expect(await answer).toEqual({ kind: 'cancelled' });
      expect(await order.result()).toEqual({ kind: 'cancelled' });
      expect(world.calls).toEqual(['sendOrder', 'cancelAtEasypost']);
      await order.record('cancelled-while-sending');
    });
  });

  it('while EasyPost is away: the repeats stop, the sending is settled, and it was never sent', () =>
    run({ send: [() => Promise.reject(new Error('away'))] }, async (order, world) => {
      await order.start();
      await called(world, 'sendOrder');
      expect(await order.cancel()).toEqual({ kind: 'cancelled' });
      expect(await order.result()).toEqual({ kind: 'cancelled' });
      expect(world.calls.slice(-2)).toEqual(['settleSend', 'recordCancelled:request-1']);
      await order.record('cancelled-during-outage');
    }));

  it('while EasyPost is away and it turns out to have the order: EasyPost decides', () =>
    run(
      { send: [() => Promise.reject(new Error('away'))], settle: [{ kind: 'accepted', easypostOrderId: 'order_1' }] },
      async (order, world) => {
        await order.start();
        await called(world, 'sendOrder');
        expect(await order.cancel()).toEqual({ kind: 'cancelled' });
        expect(world.calls.slice(-2)).toEqual(['settleSend', 'cancelAtEasypost']);
      },
    ));

  it('backordered: cancelled at once', () =>
    run({ send: [BACKORDERED] }, async (order, world) => {
      await order.start();
      await order.reaches('backordered');
      expect(await order.cancel()).toEqual({ kind: 'cancelled' });
      expect(await order.result()).toEqual({ kind: 'cancelled' });
      expect(world.calls).toEqual(['sendOrder', 'recordCancelled:request-1']);
      await order.record('cancelled-while-backordered');
    }));

  it('problem: cancelled at once', () =>
    run({ send: [UNKNOWN_SKU] }, async (order) => {
      await order.start();
      await order.reaches('problem');
      expect(await order.cancel()).toEqual({ kind: 'cancelled' });
      expect(await order.result()).toEqual({ kind: 'cancelled' });
      await order.record('cancelled-while-problem');
    }));

  it('problem with a sending in doubt: settled before the answer', () =>
    run(
      { send: [{ kind: 'problem', cause: 'easypost_unauthorized', subject: 'test', inDoubt: true }] },
      async (order, world) => {
        await order.start();
        await order.reaches('problem');
        expect(await order.cancel()).toEqual({ kind: 'cancelled' });
        expect(world.count('settleSend')).toBe(1);
      },
    ));

  it('accepted: EasyPost agrees, and the order is cancelled', () =>
    run({}, async (order, world) => {
      await order.start();
      await order.reaches('accepted');
      expect(await order.cancel()).toEqual({ kind: 'cancelled' });
      expect(await order.result()).toEqual({ kind: 'cancelled' });
      expect(world.calls).toEqual(['sendOrder', 'cancelAtEasypost']);
      await order.record('cancelled-at-easypost');
    }));

  it('accepted: EasyPost refuses, the caller hears why, and the order goes on to its parcels', () =>
    run({ cancel: [{ kind: 'refused', reason: 'in_picking' }] }, async (order) => {
      await order.start();
      await order.reaches('accepted');
      expect(await order.cancel()).toEqual({ kind: 'refused', reason: 'in_picking' });
      await order.signal(...PARCELS);
      expect(await order.result()).toEqual({ kind: 'confirmed' });
      await order.record('cancel-refused');
    }));

  it('partly shipped: refused with the reason, and EasyPost is not asked', () =>
    run({ write: [PARTIAL] }, async (order, world) => {
      await order.start();
      await order.reaches('accepted');
      await order.signal(...PARCELS);
      await order.reaches('partially_shipped');
      expect(await order.cancel()).toEqual({ kind: 'refused', reason: 'already_shipped' });
      expect(world.count('cancelAtEasypost')).toBe(0);
      expect(world.calls.at(-1)).toBe('recordRefusal:request-1');
    }));

  it('shipped while the cart is away: refused at once, not when the cart comes back', async () => {
    const write = pending<WriteOutcome>();
    await run({ write: [write.step] }, async (order, world) => {
      await order.start();
      await order.reaches('accepted');
      await order.signal(...PARCELS);
      await called(world, 'writeParcels');
      expect(await order.cancel()).toEqual({ kind: 'refused', reason: 'already_shipped' });
      write.end({ kind: 'written', status: 'confirmed' });
      expect(await order.result()).toEqual({ kind: 'confirmed' });
    });
  });

  it('cancelled by EasyPost, then by a person: cancelled', () =>
    run({ check: [{ kind: 'cancelled_by_easypost' }] }, async (order) => {
      await order.start();
      await order.reaches('accepted');
      await order.signal(ORDER_MESSAGE.recheck);
      await order.reaches('problem');
      expect(await order.cancel()).toEqual({ kind: 'cancelled' });
      expect(await order.result()).toEqual({ kind: 'cancelled' });
    }));

  it('the same request twice gets the same answer from one cancellation', () =>
    run({ cancel: [{ kind: 'refused', reason: 'in_picking' }] }, async (order, world) => {
      await order.start();
      await order.reaches('accepted');
      const answers: CancelAnswer[] = await Promise.all([order.cancel('same'), order.cancel('same')]);
      expect(answers[0]).toEqual(answers[1]);
      expect(await order.cancel('same')).toEqual(answers[0]);
      expect(world.count('cancelAtEasypost')).toBe(1);
    }));

  it('two people at once both hear that it is cancelled', () =>
    run({}, async (order) => {
      await order.start(HELD);
      await order.reaches('waiting');
      const answers = await Promise.all([order.cancel('one'), order.cancel('two')]);
      expect(answers).toEqual([{ kind: 'cancelled' }, { kind: 'cancelled' }]);
    }));

  it('as a signal without arguments, as the Temporal Web UI sends it', () =>
    run({}, async (order) => {
      await order.start(HELD);
      await order.signal(ORDER_MESSAGE.cancelOrder);
      expect(await order.result()).toEqual({ kind: 'cancelled' });
    }));

  it('as a cancellation of the workflow itself: the order ends as cancelled, not the workflow', () =>
    run({}, async (order) => {
      await order.start();
      await order.reaches('accepted');
      await order.handle.cancel();
      expect(await order.result()).toEqual({ kind: 'cancelled' });
    }));

  it('an update after the workflow was cancelled is still answered', () =>
    run({ cancel: [{ kind: 'refused', reason: 'in_picking' }] }, async (order) => {
      await order.start();
      await order.reaches('accepted');
      await order.handle.cancel();
      expect(await order.cancel()).toEqual({ kind: 'refused', reason: 'in_picking' });
    }));

  it('a request without an id is refused before it counts', () =>
    run({}, async (order, world) => {
      await order.start(HELD);
      await order.reaches('waiting');
      await expect(order.cancel('')).rejects.toMatchObject({
        cause: { message: expect.stringContaining('allowed is a text of 1 to 100 characters') },
      });
      expect(world.calls).toEqual([]);
    }));
});
