import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { httpError, retryAfterMs } from '../../activities/carts/http-error.ts';
import { dataOf } from '../../activities/carts/vendure/errors.ts';

const answer = (status: number, text = '', headers: Record<string, string> = {}) => ({ status, text, headers });

describe('an answer that is not a success', () => {
  test.each([
    [302, 'unavailable'],
    [400, 'refused'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not_found'],
    [408, 'unavailable'],
    [422, 'refused'],
    [429, 'rate_limited'],
    [500, 'unavailable'],
    [504, 'unavailable'],
  ])('with status %s is %s', (status, type) => {
    expect(httpError('GET /orders', answer(status))).toMatchObject({ type, status, system: 'cart' });
  });

  test('keeps the words of the cart out of the message', () => {
    const error = httpError('GET /orders', answer(422, 'Ann Lee, 417 Montgomery St'));
    expect(error.vendorWords).toBe('Ann Lee, 417 Montgomery St');
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('Ann');
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');

  test.each([
    ['120', 120_000],
    ['Sun, 22 Nov 2026 12:01:00 GMT', 60_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', undefined],
    ['soon', undefined],
    [undefined, undefined],
  ])('%s is %s milliseconds', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });

  test('is never negative and never throws', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(retryAfterMs(header, now) ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('a GraphQL answer of Vendure', () => {
  const errors = (code: string) => JSON.stringify({ errors: [{ message: 'words', extensions: { code } }], data: null });

  test.each([
    ['FORBIDDEN', 'unauthorized'],
    ['UNAUTHORIZED', 'unauthorized'],
    ['ENTITY_NOT_FOUND', 'not_found'],
    ['INTERNAL_SERVER_ERROR', 'unavailable'],
    ['USER_INPUT_ERROR', 'refused'],
    ['SOMETHING_NEW', 'refused'],
  ])('with the error code %s and HTTP 200 is %s', (code, type) => {
    expect(() => dataOf('POST /admin-api', answer(200, errors(code)))).toThrow(
      expect.objectContaining({ type, vendorCode: code }),
    );
  });

  test('that is valid gives its data', () => {
    expect(dataOf('POST /admin-api', answer(200, '{"data":{"a":1}}'))).toEqual({ a: 1 });
  });

  test('of any text gives data or one of our errors', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.integer({ min: 200, max: 599 }), (text, status) => {
        try {
          dataOf('POST /admin-api', answer(status, text));
        } catch (error) {
          expect(error).toMatchObject({ name: 'SystemError', system: 'cart' });
        }
      }),
    );
  });
});
