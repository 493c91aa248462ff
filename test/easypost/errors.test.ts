import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { castAnswer, retryAfterMs } from '../../activities/easypost/errors.ts';
import { ERROR_TYPES } from '../../activities/errors/system-error.ts';

const READ = { call: 'GET /orders', creates: false };

function cast(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return castAnswer(READ, { status, headers, text }, 'the-key');
}

describe('error envelopes', () => {
  const detail = { code: 'ORDER.OUT_OF_STOCK', message: 'none left', errors: [] };
  test.each([
    ['error', { error: detail }],
    ['errors, an object', { errors: detail }],
    ['errors, an array', { errors: [detail] }],
    ['bare', detail],
  ])('%s', (_name, body) => {
    const error = cast(422, body);
    expect(error).toMatchObject({ type: 'out_of_stock', vendorCode: 'ORDER.OUT_OF_STOCK' });
    expect(error.vendorWords).toMatch(/^none left \| /);
  });

  test.each([
    ['plain strings', { errors: ['no', 'never'] }, '{"errors":["no","never"]}'],
    ['a string', { error: 'no' }, '{"error":"no"}'],
    ['an empty list', { errors: [] }, '{"errors":[]}'],
    ['a message that is a list', { error: { message: ['a', 'b'] } }, '["a","b"] | {"error":{"message":["a","b"]}}'],
    [
      'a field',
      { errors: [{ field: 'zip', message: 'blank' }] },
      'zip: blank | {"errors":[{"field":"zip","message":"blank"}]}',
    ],
    ['HTML', '<h1>no</h1>', '<h1>no</h1>'],
    ['nothing', '', ''],
    ['null', 'null', 'null'],
    ['a number as code', { error: { code: 7, message: 'no' } }, 'no | {"error":{"code":7,"message":"no"}}'],
  ])('%s is refused with the raw answer kept', (_name, body, words) => {
    expect(cast(422, body)).toMatchObject({ type: 'refused', vendorCode: undefined, vendorWords: words });
  });

  test('a code does not turn an outage into an answer', () => {
    expect(cast(500, { error: detail })).toMatchObject({ type: 'unavailable', reached: 'maybe' });
  });

  test('any answer is cast to the closed set, and its message shows only status and call', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, text) => {
        const error = cast(status, text);
        expect(ERROR_TYPES).toContain(error.type);
        expect(error.message).toBe(`easypost ${error.type} (${status}) at GET /orders`);
        expect(Object.keys(error)).not.toContain('vendorWords');
      }),
    );
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-11-22T10:00:00Z');
  test.each([
    ['12', 12_000],
    ['0', 0],
    ['1.5', 1500],
    ['Sun, 22 Nov 2026 10:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    ['-5x', undefined],
    ['', undefined],
  ])('%j is %s ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });

  test('it is carried by 429 and 503 alike', () => {
    expect(cast(429, {}, { 'retry-after': '3' })).toMatchObject({ type: 'rate_limited', retryAfterMs: 3000 });
    expect(cast(503, {}, { 'retry-after': '3' })).toMatchObject({ type: 'unavailable', retryAfterMs: 3000 });
  });
});
