import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { SystemError } from '../../activities/errors/system-error.ts';
import { castAnswer } from '../../activities/easypost/errors.ts';

function cast(code: unknown, headers: Record<string, string> = {}): SystemError {
  const text = JSON.stringify({ error: { code, message: 'no' } });
  return castAnswer({ call: 'POST /orders', creates: true }, { status: 422, headers, text }, 'key');
}

describe('What a vendor says in place of a code', () => {
  test.each(['Ann Lee, 1 Main St', 'ann@example.com', '+1 555 0100', 'x'.repeat(81)])(
    '%j joins its words, which are not printed',
    (code) => {
      const error = cast(code);
      expect(error.vendorCode).toBeUndefined();
      expect(error.vendorWords).toContain(code);
      expect(inspect(error)).not.toContain(code);
    },
  );

  test.each(['constructor', '__proto__', 'toString'])('%j is no type of error', (code) => {
    expect(cast(code).type).toBe('refused');
  });
});

test('a NUL in the words, which PostgreSQL refuses, is left out', () => {
  const error = new SystemError({
    type: 'refused',
    system: 'cart',
    call: 'GET /',
    reached: 'yes',
    vendorWords: 'a\0b',
  });
  expect(error.vendorWords).toBe('ab');
});

test.each(['99999999999', '9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT'])(
  'a wish to wait for %s is an hour at most',
  (header) => {
    expect(cast('X', { 'retry-after': header }).retryAfterMs).toBe(3_600_000);
  },
);

test('the message of a call with a long address stays short', () => {
  const call = `GET /${'x'.repeat(5_000)}`;
  expect(new SystemError({ type: 'refused', system: 'cart', call, reached: 'yes' }).message.length).toBeLessThan(300);
});
