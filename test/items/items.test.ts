import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countryCode } from '../../activities/items/country.ts';
import { unitsToSend } from '../../activities/items/order-request.ts';
import { barcodeFor, catalogueOf, resolveLines, type ItemLine } from '../../activities/items/resolve-lines.ts';
import { validateAddress } from '../../activities/items/validate-address.ts';
import type { ShipTo } from '../../shared/orders/ship-to.ts';

function line(sku: string | null, quantity = 1, change: Partial<ItemLine> = {}): ItemLine {
  return { id: `${sku}-${quantity}`, position: 0, sku, quantity, requiresShipping: true, ...change };
}

const BARCODES = new Set(['850000000017', '850000000024']);

describe('what a SKU stands for', () => {
  const catalogue = catalogueOf(
    [
      { cartId: null, sku: 'MUG', barcode: '850000000017' },
      { cartId: 'c1', sku: 'MUG', barcode: '850000000024' },
      { cartId: null, sku: 'OLD', barcode: 'gone' },
      { cartId: null, sku: '850000000017', barcode: '850000000024' },
    ],
    BARCODES,
  );

  it.each([
    ['an alias of the cart before one of the merchant', 'MUG', '850000000024'],
    ['an alias before the barcode that it looks like', '850000000017', '850000000024'],
    ['the barcode that it is', '850000000024', '850000000024'],
    ['the barcode without spaces around it', ' 850000000024 ', '850000000024'],
    ['an alias without spaces around it', 'MUG ', '850000000024'],
    ['nothing, where its alias names no product', 'OLD', null],
    ['nothing, in another case', 'mug', null],
    ['nothing, where nobody knows it', 'NEW', null],
  ])('%s', (_, sku, barcode) => expect(barcodeFor(sku, catalogue)).toBe(barcode));
});

describe('resolving the lines of an order', () => {
  const catalogue = catalogueOf([], BARCODES);

  it.each([
    ['an unknown SKU', [line('NEW')], 'unknown_sku', 'NEW'],
    ['a line without SKU', [line('850000000017'), line(null, 1, { position: 1 })], 'missing_sku', 'line 2'],
    ['a SKU of spaces', [line('  ')], 'missing_sku', 'line 1'],
    ['a negative quantity', [line('850000000017', -2)], 'invalid_quantity', 'line 1: -2'],
    ['no units at all', [line('850000000017', 0)], 'invalid_quantity', 'no line has units to ship'],
    [
      'only digital lines',
      [line('X', 1, { requiresShipping: false })],
      'invalid_quantity',
      'no line has units to ship',
    ],
  ])('stops at %s', (_, lines, cause, subject) => {
    expect(resolveLines(lines, catalogue)).toEqual({ kind: 'problem', cause, subject });
  });

  it('leaves out lines that are digital or not wanted any more, whatever their SKU', () => {
    const lines = [line('850000000017'), line('NEW', 0), line(null, 3, { requiresShipping: false })];
    const resolved = resolveLines(lines, catalogue);
    expect(resolved).toEqual({
      kind: 'resolved',
      components: new Map([['850000000017-1', [{ barcode: '850000000017', units: 1 }]]]),
    });
  });

  it('asks EasyPost for exactly the units of the lines, each barcode once', () => {
    const lines = fc.array(
      fc.record({
        sku: fc.constantFrom(...BARCODES),
        quantity: fc.integer({ min: 0, max: 1000 }),
        digital: fc.boolean(),
      }),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(lines, (specs) => {
        const all = specs.map(({ sku, quantity, digital }, position) =>
          line(sku, quantity, { id: String(position), position, requiresShipping: !digital }),
        );
        const resolved = resolveLines(all, catalogue);
        const nothing = specs.every((each) => each.digital || each.quantity === 0);
        expect(resolved.kind).toBe(nothing ? 'problem' : 'resolved');
        if (resolved.kind === 'problem') return;
        const units = unitsToSend(all, resolved.components);
        for (const barcode of BARCODES) {
          const wanted = specs.filter((s) => !s.digital && s.sku === barcode).reduce((sum, s) => sum + s.quantity, 0);
          expect(units.filter((each) => each.barcode === barcode)).toEqual(
            wanted > 0 ? [{ barcode, units: wanted }] : [],
          );
        }
      }),
    );
  });
});

describe('the shipping address', () => {
  const full: ShipTo = {
    name: 'مريم 👩‍👧',
    company: null,
    street1: '1 Main St',
    street2: '',
    city: 'San Francisco',
    state: 'California',
    postalCode: '94104',
    country: 'United States',
    phone: null,
    email: 'a@example.com',
  };

  it('goes to EasyPost as it wants it, with codes for country and state', () => {
    expect(validateAddress(full)).toEqual({
      kind: 'valid',
      destination: {
        name: 'مريم 👩‍👧',
        street1: '1 Main St',
        city: 'San Francisco',
        state: 'CA',
        zip: '94104',
        country: 'US',
        email: 'a@example.com',
      },
    });
  });

  it.each<[string, Partial<ShipTo>, string]>([
    ['a street', { street1: ' ' }, 'street1 is missing'],
    ['street and city', { street1: null, city: null }, 'street1, city are missing'],
    ['a name or company', { name: null }, 'name or company is missing'],
    ['the state in the US', { state: null }, 'state is missing'],
    ['the zip in the US', { postalCode: '' }, 'postal code is missing'],
    ['a country', { country: null }, 'country is missing'],
    ['a known country', { country: 'Narnia' }, 'country is neither a two-letter code nor an English name of a country'],
  ])('needs %s', (_, change, subject) => {
    expect(validateAddress({ ...full, ...change })).toEqual({ kind: 'problem', cause: 'invalid_address', subject });
  });

  it('needs a whole address, though no state in Germany and no postal code in Hong Kong', () => {
    expect(validateAddress(null)).toMatchObject({ subject: 'the whole address is missing' });
    expect(validateAddress({ ...full, state: null, country: 'DE' })).toMatchObject({ kind: 'valid' });
    expect(validateAddress({ ...full, state: null, postalCode: null, country: 'Hong Kong' })).toMatchObject({
      kind: 'valid',
    });
  });

  it.each([
    ['US', 'US'],
    ['us ', 'US'],
    ['USA', 'US'],
    ['united states of america', 'US'],
    ['UK', 'GB'],
    ['United Kingdom', 'GB'],
    ['Côte d’Ivoire', 'CI'],
    ["Cote d'Ivoire", 'CI'],
    ['Türkiye', 'TR'],
    ['Turkey', 'TR'],
    ['Bosnia and Herzegovina', 'BA'],
    ['South Korea', 'KR'],
    ['Hong Kong', 'HK'],
    ['Czech Republic', 'CZ'],
    ['EU', null],
    ['ZZ', null],
    ['QQ', null],
    ['Atlantis', null],
    ['', null],
  ])('reads the country %j as %s', (country, code) => expect(countryCode(country)).toBe(code));
});
