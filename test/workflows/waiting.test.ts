import { expect, it } from 'vitest';
import { AT_ONCE } from '../../shared/settings/slot.ts';
import { ORDER_MESSAGE } from '../../shared/orders/messages.ts';
import { describeWithTimeSkipping } from '../setup/temporal.ts';
import { until } from '../setup/poll.ts';
import type { RunningOrder } from './harness.ts';
import { useSkipping } from './skipping.ts';
import { ACCEPTED, BACKORDERED, UNKNOWN_SKU } from './world.ts';

const PARCELS = [ORDER_MESSAGE.parcels, { writeBack: AT_ONCE }] as const;
const AUTHOR = { kind: 'user', name: 'test' } as const;
const HOUR = 3_600_000;

function inHours(now: number, hours: number): string {
  return new Date(now + hours * HOUR).toISOString();
}

async function firstTimerFired({ handle }: RunningOrder): Promise<Date> {
  const { events } = await handle.fetchHistory();
  const fired = events?.find(({ timerFiredEventAttributes }) => timerFiredEventAttributes)?.eventTime?.seconds;
  return new Date(Number(fired) * 1000);
}

await describeWithTimeSkipping('An order that waits', () => {
  const { run, pass, now } = useSkipping();

  it(
    'is held for 60 nights, tried every night, and sent when stock is there',
    () =>
      run({ send: [...Array.from({ length: 61 }, () => BACKORDERED), ACCEPTED] }, async (order, world) => {
        await order.start();
        await order.reaches('backordered');
        for (let night = 0; night < 61; night++) await pass('1 day');
        await until('the order is accepted', async () => (await order.state()).status === 'accepted');
        expect((await order.state()).nightsHeld).toBe(61);
        expect(world.count('sendOrder')).toBe(62);
        const { history } = { history: await order.handle.fetchHistory() };
        const nightly = ((history.events?.length ?? 0) - 20) / 61;
        expect(nightly).toBeLessThanOrEqual(12);
        await order.signal(...PARCELS);
        expect(await order.result()).toEqual({ kind: 'confirmed' });
        await order.record('held-for-60-nights');
      }),
    120_000,
  );

  it('is tried at 1 AM Pacific, not before', () =>
    run({ send: [BACKORDERED, ACCEPTED] }, async (order) => {
      await order.start();
      await order.reaches('backordered');
      await pass('26 hours');
      await order.reaches('accepted');
      const wall = new Intl.DateTimeFormat('en-GB', {
        timeZone: 'America/Los_Angeles',
        hour: '2-digit',
        minute: '2-digit',
      });
      expect(wall.format(await firstTimerFired(order))).toMatch(/^01:0[0-5]$/);
    }));

  it('takes its turn of the night, after those that were held before it', () => {
    const delayMs = 40 * 60_000;
    const held = { ...BACKORDERED, retry: { ...BACKORDERED.retry, delayMs } };
    return run({ send: [held, ACCEPTED] }, async (order) => {
      await order.start();
      await order.reaches('backordered');
      await pass('26 hours');
      await order.reaches('accepted');
      expect([40, 41]).toContain((await firstTimerFired(order)).getUTCMinutes());
      await order.record('held-until-its-turn');
    });
  });

  it('goes out without waiting for the night when stock arrives', () =>
    run({ send: [BACKORDERED, ACCEPTED] }, async (order) => {
      await order.start();
      await order.reaches('backordered');
      await order.signal(ORDER_MESSAGE.release, { reason: 'stock', author: { kind: 'cartway' } });
      await order.reaches('accepted');
      expect((await order.state()).nightsHeld).toBe(0);
      await order.record('released-by-stock');
    }));

  it('waits for a fix, and is sent when somebody says that it is fixed', () =>
    run({ send: [UNKNOWN_SKU, ACCEPTED] }, async (order, world) => {
      await order.start();
      await order.reaches('problem');
      expect((await order.state()).details).toContain('EasyPost knows no product for this SKU: MUG-1');
      await order.signal(ORDER_MESSAGE.recheck);
      await order.reaches('accepted');
      expect(world.calls).toEqual(['sendOrder', 'planRelease', 'sendOrder']);
      await order.record('problem-fixed');
    }));

  it('does not take stock for a fix', () =>
    run({ send: [UNKNOWN_SKU] }, async (order, world) => {
      await order.start();
      await order.reaches('problem');
      await order.signal(ORDER_MESSAGE.release, { reason: 'stock', author: { kind: 'cartway' } });
      expect((await order.state()).status).toBe('problem');
      expect(world.count('sendOrder')).toBe(1);
    }));

  it('is held by a person until released, and the hold is recorded', () =>
    run({ send: [BACKORDERED, ACCEPTED] }, async (order, world) => {
      await order.start();
      await order.reaches('backordered');
      await order.signal(ORDER_MESSAGE.hold, { holdId: 'h1', author: AUTHOR });
      await order.reaches('waiting');
      await order.signal(ORDER_MESSAGE.release, { reason: 'stock', author: { kind: 'cartway' } });
      expect((await order.state()).status).toBe('waiting');
      await order.signal(ORDER_MESSAGE.release, { reason: 'user', author: AUTHOR });
      await order.reaches('accepted');
      expect(world.calls).toEqual(['sendOrder', 'recordWaiting:hold', 'recordWaiting:release', 'sendOrder']);
      await order.record('held-and-released');
    }));

  it('ends a hold by itself when its time is over', () =>
    run({}, async (order) => {
      await order.start({ holds: [{ holdId: 'h1', until: inHours(await now(), 24 * 40) }], send: AT_ONCE });
      await order.reaches('waiting');
      await pass('100 days');
      await order.reaches('accepted');
    }));

  it('waits out the edit window and then the send slot', () =>
    run({}, async (order, world) => {
      await order.start({ holds: [], editUntil: inHours(await now(), 1), send: { kind: 'every', minutes: 1440 } });
      await order.reaches('waiting');
      expect((await order.state()).details).toContain('Can still be changed in the cart');
      await pass('3 days');
      await order.reaches('accepted');
      expect(world.calls).toEqual(['sendOrder']);
      const { events } = await order.handle.fetchHistory();
      const timers = events?.filter(({ timerFiredEventAttributes }) => timerFiredEventAttributes) ?? [];
      expect(timers.length).toBeGreaterThanOrEqual(2);
    }));

  it('follows a changed setting while it waits', () =>
    run({ plan: [{ holds: [], send: AT_ONCE }] }, async (order, world) => {
      await order.start({ holds: [], send: { kind: 'daily', times: ['12:00'], zone: 'Asia/Tokyo' } });
      await order.reaches('waiting');
      await order.signal(ORDER_MESSAGE.recheck);
      await order.reaches('accepted');
      expect(world.calls).toEqual(['planRelease', 'sendOrder']);
    }));
});
