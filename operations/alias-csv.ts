import { InputError } from './failures.ts';

export interface AliasLine {
  sku: string;
  barcode: string;
  /** Empty: all carts. */
  cart: string;
  /** Where it stands, from 1. */
  line: number;
}

const ALLOWED = 'allowed is sku,barcode or sku,barcode,cart';

/** The fields of one CSV line; quotes may hold commas, and `""` is a quote. Null where a quote is not closed. */
function fieldsOf(line: string): string[] | null {
  const fields: string[] = [];
  let rest = line;
  for (;;) {
    const match = /^\s*(?:"((?:[^"]|"")*)"|([^",]*))\s*(,|$)/.exec(rest);
    if (!match) return null;
    fields.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
    if (match[3] !== ',') return fields;
    rest = rest.slice(match[0].length);
  }
}

function isHeader(fields: readonly string[]): boolean {
  return fields[0]?.toLowerCase() === 'sku' && fields[1]?.toLowerCase() === 'barcode';
}

/** Reads lines `sku,barcode[,cart]`, with or without a header. Throws an {@link InputError} that names the line. */
export function readAliasCsv(text: string): AliasLine[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines.flatMap((content, index): AliasLine[] => {
    if (content.trim() === '') return [];
    const fields = fieldsOf(content);
    if (!fields || fields.length < 2 || fields.length > 3) {
      throw new InputError(
        'file',
        `line ${index + 1}: ${JSON.stringify(content.slice(0, 80))} cannot be read; ${ALLOWED}`,
      );
    }
    if (index === 0 && isHeader(fields)) return [];
    const [sku = '', barcode = '', cart = ''] = fields;
    return [{ sku, barcode, cart, line: index + 1 }];
  });
}
