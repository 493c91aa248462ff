import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { genericCartApiDocument } from '../../simulators/cart/openapi.ts';

const FILE = new URL('../../docs/generic-cart-api.openapi.json', import.meta.url);

test('docs/generic-cart-api.openapi.json is what the routes of the demo cart say', () => {
  const document = JSON.parse(JSON.stringify(genericCartApiDocument()));
  if (process.env['WRITE_OPENAPI']) writeFileSync(FILE, `${JSON.stringify(document, null, 2)}\n`);
  expect(JSON.parse(readFileSync(FILE, 'utf8')), 'WRITE_OPENAPI=1 npx vitest run test/carts/openapi.test.ts').toEqual(
    document,
  );
});
