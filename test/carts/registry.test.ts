import { afterAll, describe, expect, test } from 'vitest';
import { connectCart } from '../../activities/carts/registry.ts';
import { createHttpClient } from '../../activities/http/http-client.ts';

const http = createHttpClient({ trustedHosts: [] });
afterAll(() => http.close());

const GENERIC = {
  ordersUrl: 'https://shop.example.com/orders',
  shipmentsUrl: 'https://shop.example.com/shipments',
  inventoryUrl: 'https://shop.example.com/inventory',
};

const connecting = (kind: string, connection: unknown, credentials: unknown) => () =>
  connectCart(kind, connection, credentials, http);

describe('connecting a cart', () => {
  test('takes what is valid', () => {
    expect(connecting('vendure', { url: 'https://shop.example.com/admin-api' }, { apiKey: 'a:b' })().listsChanges).toBe(
      false,
    );
    expect(connecting('generic', GENERIC, { token: 'abc' })().listsChanges).toBe(true);
  });

  test.each(['shopify', '', 'toString', '__proto__'])('names the kind "%s" and the allowed ones', (kind) => {
    expect(connecting(kind, {}, {})).toThrow(`kind is "${kind}"; allowed are vendure, generic`);
  });

  test('names the field, its value and what is allowed, and all of what is wrong', () => {
    const connection = { url: 'ftp://shop.example.com', channel: 'x' };
    const expected = [
      'connection.url is "ftp://shop.example.com"; allowed is an http or https address without user name, password or #',
      'connection: channel is not known; allowed are url, channelToken, stockLocationId, paidStates, digitalField',
      'credentials: apiKey: Invalid input: expected string, received undefined',
    ];
    expect(connecting('vendure', connection, {})).toThrow(expected.join('\n'));
  });

  test('says what is missing', () => {
    expect(connecting('generic', { ...GENERIC, ordersUrl: undefined }, { token: 'abc' })).toThrow(
      'connection.ordersUrl is missing',
    );
    expect(connecting('generic', null, { token: 'abc' })).toThrow('connection is null');
  });

  test.each([
    ['vendure', { url: 'https://shop.example.com/admin-api' }, { apiKey: 'top secret' }],
    ['generic', GENERIC, { token: 'top secret' }],
    ['generic', GENERIC, { username: 'a:top secret', password: 'top secret' }],
    [
      'generic',
      { ...GENERIC, ordersUrl: 'https://user:top%20secret@shop.example.com/?key=top%20secret' },
      { token: 'x' },
    ],
    ['generic', { ...GENERIC, header: 'Host' }, { token: 'top secret' }],
  ])('never shows a secret (%s)', (kind, connection, credentials) => {
    const words = (() => {
      try {
        connecting(kind, connection, credentials)();
        return '';
      } catch (error) {
        return String(error);
      }
    })();
    expect(words).not.toBe('');
    expect(words).not.toMatch(/top|secret/);
  });
});
