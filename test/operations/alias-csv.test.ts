import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAliasCsv } from '../../operations/alias-csv.ts';

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const field = fc
  .string({ minLength: 1, maxLength: 20 })
  .map((text) => text.replace(/[\r\n\uFEFF]/g, ' ').trim())
  .filter(Boolean);

describe('aliases from CSV', () => {
  it('are read back as written, whatever the fields hold', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ sku: field, barcode: field, cart: field }), { maxLength: 10 }), (aliases) => {
        const text = [
          'sku,barcode,cart',
          ...aliases.map((row) => [row.sku, row.barcode, row.cart].map(quoted).join(',')),
        ];
        const read = readAliasCsv(text.join('\r\n')).map(({ line: _line, ...row }) => row);
        expect(read).toEqual(aliases);
      }),
    );
  });

  it('need no header, no cart and no quotes, and may have empty lines and a byte order mark', () => {
    expect(readAliasCsv('\uFEFFMUG, 850000123457\n\nCUP,850000123464,shop\n')).toEqual([
      { sku: 'MUG', barcode: '850000123457', cart: '', line: 1 },
      { sku: 'CUP', barcode: '850000123464', cart: 'shop', line: 3 },
    ]);
  });

  it.each([
    ['MUG', 'line 1: "MUG" cannot be read; allowed is sku,barcode or sku,barcode,cart'],
    ['a,b\n"open,c', 'line 2: "\\"open,c" cannot be read'],
    ['a,b,c,d', 'line 1'],
    ['a,b"c', 'line 1'],
  ])('name the line that cannot be read: %j', (text, message) => {
    expect(() => readAliasCsv(text)).toThrow(message);
  });
});
