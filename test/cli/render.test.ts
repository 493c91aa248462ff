import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderOrder } from '../../cli/render/order.ts';
import { table } from '../../cli/render/table.ts';
import { lengthOfTime, when } from '../../cli/render/time.ts';
import type { OrderView } from '../../operations/show-order.ts';

const NOW = new Date('2026-11-22T20:00:00Z');

const VIEW: OrderView = {
  id: '7e0c4b55-8d5c-4b8f-9e55-3a3a8c3f9d10',
  number: '#1001',
  reference: 'CW-0123456789AB',
  merchant: 'acme',
  cart: 'shop',
  sourceId: '55',
  mode: 'production',
  status: 'backordered',
  placedAt: new Date('2026-11-22T18:00:00Z'),
  easypostOrderId: null,
  statusText: 'Backordered: EasyPost has not enough stock',
  why: ['not enough: 2 × 850000123457'],
  next: { text: 'It is sent again by itself', at: new Date('2026-11-23T09:03:00Z') },
  lines: [{ sku: 'MUG', name: 'Mug', quantity: 2, shipped: 0, requiresShipping: true, components: null }],
  parcels: [],
  problems: [],
  holds: [],
  timeline: [{ at: NOW, kind: 'backordered', text: 'not enough', author: 'easypost' }],
  webUi: 'http://127.0.0.1:8233/namespaces/default/workflows/order%3Aacme%3Ashop%3A55',
};

describe('what the terminal shows', () => {
  it('of an order is its status, the reason, the next step with its time, and where to look', () => {
    const text = renderOrder(VIEW, { now: NOW, zone: 'America/Los_Angeles' });
    expect(text).toContain('Status    Backordered: EasyPost has not enough stock [backordered]');
    expect(text).toContain('Why       not enough: 2 × 850000123457');
    expect(text).toContain('Next      23 Nov 2026, 01:03 GMT-8 (in 13 h 3 min): It is sent again by itself');
    expect(text).toContain('2 × MUG  Mug  (0 shipped)');
    expect(text).toContain('22 Nov 2026, 12:00 GMT-8  not enough  (easypost)');
    expect(text).toContain('order%3Aacme%3Ashop%3A55');
  });

  it.each([
    [0, '0 s'],
    [40_000, '40 s'],
    [60_000, '1 min'],
    [61_000, '1 min 1 s'],
    [3_600_000, '1 h'],
    [97_200_000, '1 d 3 h'],
  ])('of %i ms is "%s"', (milliseconds, text) => {
    expect(lengthOfTime(milliseconds)).toBe(text);
  });

  it('of a time that is over says so', () => {
    expect(when(new Date(NOW.getTime() - 120_000), NOW, 'UTC')).toBe('22 Nov 2026, 19:58 UTC (2 min ago)');
  });

  it('in a table has every cell under its heading', () => {
    const cell = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
        const lines = table(['A', 'B', 'C'], rows, 'none').split('\n');
        const columns = ['A', 'B', 'C'].map((heading) => lines[0]?.indexOf(heading) ?? -1);
        rows.forEach((row, index) => {
          row.forEach((text, column) => expect(lines[index + 1]?.indexOf(text, columns[column])).toBe(columns[column]));
        });
      }),
    );
    expect(table(['A'], [], 'none')).toBe('none');
  });
});
