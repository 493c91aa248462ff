import { describe, expect, it } from 'vitest';
import { differences, type Seen } from '../../cli/demo/verify.ts';
import type { Told } from '../../cli/demo/story.ts';

const TOLD: Told = { number: 'D1', status: 'confirmed', parcels: 1, atEasypost: true };

/** An order of two units that went as told, in the parts that are looked at. */
function asTold(): Seen {
  const seen = {
    view: { status: 'confirmed', parcels: [{ trackingCode: '9400', writtenAt: new Date(0) }] },
    atEasypost: [{ status: 'shipped', picks: [{ tracker: { tracking_code: '9400', carrier: 'USPS' } }] }],
    inShop: { lines: [{ id: 'l1', quantity: 2 }] },
    shipments: [{ tracking_number: '9400', lines: [{ line_id: 'l1', quantity: 2 }] }],
  };
  return seen as unknown as Seen;
}

function changed(part: Partial<Record<keyof Seen, unknown>>): string[] {
  return differences(TOLD, { ...asTold(), ...part } as Seen);
}

describe('the check of the demo', () => {
  it('finds nothing where an order went as told', () => {
    expect(differences(TOLD, asTold())).toEqual([]);
  });

  it('finds another status in the database', () => {
    expect(changed({ view: { ...asTold().view, status: 'shipped' } })).toEqual([
      'D1: the database says shipped, not confirmed',
    ]);
  });

  it('finds a parcel that the database does not know as written', () => {
    const parcels = [{ trackingCode: '9400', writtenAt: null }];
    expect(changed({ view: { ...asTold().view, parcels } })).toEqual([
      'D1: the database has 0 parcels that the shop knows, not 1',
    ]);
  });

  it('finds an order that EasyPost has twice, not at all, or not shipped', () => {
    const [order] = asTold().atEasypost;
    expect(changed({ atEasypost: [order, order] })).toEqual(['D1: EasyPost has it 2 times, not 1']);
    expect(changed({ atEasypost: [] })).toEqual(['D1: EasyPost has it 0 times, not 1']);
    expect(changed({ atEasypost: [{ ...order, status: 'picking', picks: [] }] })).toEqual([
      'D1: EasyPost says picking, not shipped',
      'D1: EasyPost shipped 0 parcels, not 1',
    ]);
  });

  it('finds a shipment too many, too few, or of other units in the shop', () => {
    const [shipment] = asTold().shipments;
    expect(changed({ shipments: [shipment, shipment] })).toEqual([
      'D1: the shop has 2 shipments, not 1',
      'D1: the shop has the tracking codes "9400, 9400", not "9400"',
      'D1: the shop has 4 units of line l1 as shipped, not 2',
    ]);
    expect(changed({ shipments: [{ ...shipment, lines: [] }] })).toEqual([
      'D1: the shop has 0 units of line l1 as shipped, not 2',
    ]);
    expect(changed({ inShop: undefined })).toEqual(['D1: the shop does not have it']);
  });

  it('finds an order at EasyPost that should never have come there', () => {
    const told: Told = { number: 'D3', status: 'cancelled', parcels: 0, atEasypost: false };
    const view = { ...asTold().view, status: 'cancelled', parcels: [] } as unknown as Seen['view'];
    expect(differences(told, { ...asTold(), view, shipments: [] })).toEqual(['D3: EasyPost has it 1 times, not 0']);
  });
});
