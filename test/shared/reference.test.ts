import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeOrder, orderReference, referenceIn } from '../../shared/orders/reference.ts';

describe('A reference', () => {
  it('is read back from the description that carries it, whatever the order number', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string({ maxLength: 400, unit: 'grapheme' }), (id, number) => {
        const reference = orderReference(id);
        expect(referenceIn(describeOrder(reference, number))).toBe(reference);
      }),
    );
  });

  it('is the same for the same order and another for another', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (one, other) => {
        fc.pre(one !== other);
        expect(orderReference(one)).toBe(orderReference(one));
        expect(orderReference(one)).not.toBe(orderReference(other));
      }),
    );
  });

  it.each(['PO#12345', 'see CW-0123456789AB', 'CW-0123', 'CW-0123456789ABC', '', null])('is not seen in %j', (text) => {
    expect(referenceIn(text)).toBeNull();
  });
});
