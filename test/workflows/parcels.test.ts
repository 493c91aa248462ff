import { expect, it } from 'vitest';
import { AT_ONCE } from '../../shared/settings/slot.ts';
import { ORDER_MESSAGE } from '../../shared/orders/messages.ts';
import { describeWithTimeSkipping } from '../setup/temporal.ts';
import { until } from '../setup/poll.ts';
import { useSkipping } from './skipping.ts';
import { ACCEPTED, CONFIRMED, PARTIAL } from './world.ts';

const PARCELS = [ORDER_MESSAGE.parcels, { writeBack: AT_ONCE }] as const;

await describeWithTimeSkipping('An accepted order', () => {
  const { run, pass } = useSkipping();

  it('is confirmed after one sending and one parcel', () =>
    run({}, async (order, world) => {
      await order.start();
      await order.reaches('accepted');
      await order.signal(...PARCELS);
      expect(await order.result()).toEqual({ kind: 'confirmed' });
      expect(world.calls).toEqual(['sendOrder', 'writeParcels']);
    }));

  it('writes three parcels that come one by one and ends with the last', () =>
    run({ write: [PARTIAL, PARTIAL, CONFIRMED] }, async (order, world) => {
      await order.start();
      await order.reaches('accepted');
      for (let parcel = 1; parcel <= 3; parcel++) {
        await order.signal(...PARCELS);
        await until(`parcel ${parcel} is written`, () => world.count('writeParcels') === parcel);
      }
      expect(await order.result()).toEqual({ kind: 'confirmed' });
      await order.record('three-parcels');
    }));

  it('is told of parcels before it knows that it is accepted, and loses none', async () => {
    let accept: () => void = () => undefined;
    const sending = new Promise<void>((resolve) => (accept = resolve));
    await run({ send: [() => sending.then(() => ACCEPTED)] }, async (order) => {
      await order.start();
      await order.signal(...PARCELS);
      accept();
      expect(await order.result()).toEqual({ kind: 'confirmed' });
    });
  });

  it('waits for the cart after a refusal, and writes again when rechecked', () =>
    run({ write: [{ kind: 'problem', cause: 'cart_refused', subject: 'OVER' }, CONFIRMED] }, async (order) => {
      await order.start();
      await order.reaches('accepted');
      await order.signal(...PARCELS);
      await order.reaches('problem');
      await order.signal(ORDER_MESSAGE.recheck);
      expect(await order.result()).toEqual({ kind: 'confirmed' });
      await order.record('cart-refused');
    }));

  it('writes in the slots of the cart', () =>
    run({}, async (order, world) => {
      await order.start();
      await order.reaches('accepted');
      await order.signal(ORDER_MESSAGE.parcels, { writeBack: { kind: 'every', minutes: 1440 } });
      expect(world.count('writeParcels')).toBe(0);
      await pass('2 days');
      expect(await order.result()).toEqual({ kind: 'confirmed' });
      await order.record('written-in-slot');
    }));

  it('is sent again after EasyPost cancelled it and a person wants it', () =>
    run({ check: [{ kind: 'cancelled_by_easypost' }] }, async (order, world) => {
      await order.start();
      await order.reaches('accepted');
      await order.signal(ORDER_MESSAGE.recheck);
      await order.reaches('problem');
      await order.signal(ORDER_MESSAGE.recheck);
      await until('it is sent again', () => world.count('sendOrder') === 2);
      await order.reaches('accepted');
      await order.record('lost-and-sent-again');
    }));

  it('is not upset by a recheck when nothing is wrong', () =>
    run({}, async (order, world) => {
      await order.start();
      await order.reaches('accepted');
      await order.signal(ORDER_MESSAGE.recheck);
      await until('EasyPost was asked', () => world.count('checkAccepted') === 1);
      expect((await order.state()).status).toBe('accepted');
    }));
});
