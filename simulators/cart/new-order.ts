import type { Address, Order, OrderLine, OrderStatus } from './schemas.ts';

export type LineRequest = Partial<OrderLine>;

/** An order to place; everything that is left out has a default. */
export interface OrderRequest {
  number?: string;
  status?: OrderStatus;
  test?: boolean;
  currency?: string | null;
  email?: string | null;
  phone?: string | null;
  /** null: no address at all. */
  ship_to?: Partial<Address> | null;
  shipping?: { code: string | null; name: string | null } | null;
  lines?: LineRequest[];
}

const ADDRESS: Address = {
  name: 'Ann Lee',
  company: null,
  street1: '417 Montgomery St',
  street2: 'Fl 5',
  city: 'San Francisco',
  state: 'CA',
  postal_code: '94104',
  country: 'US',
  phone: '415-555-0100',
};

function newLine(orderId: string, index: number, line: LineRequest): OrderLine {
  return {
    id: `${orderId}_${index + 1}`,
    sku: 'WIDGET',
    name: line.sku ?? 'Widget',
    quantity: 1,
    quantity_cancelled: 0,
    quantity_refunded: 0,
    quantity_shipped: 0,
    unit_price: '19.99',
    requires_shipping: true,
    ...line,
  };
}

/** A paid order for one widget, with what `request` says instead. */
export function newOrder(id: string, number: string, now: string, request: OrderRequest): Order {
  return {
    id,
    number: request.number ?? number,
    status: request.status ?? 'paid',
    test: request.test ?? false,
    created_at: now,
    updated_at: now,
    currency: request.currency === undefined ? 'USD' : request.currency,
    email: request.email === undefined ? 'ann.lee@example.com' : request.email,
    phone: request.phone ?? null,
    ship_to: request.ship_to === null ? null : { ...ADDRESS, ...request.ship_to },
    shipping: request.shipping === undefined ? { code: 'standard', name: 'Standard Shipping' } : request.shipping,
    lines: (request.lines ?? [{}]).map((line, index) => newLine(id, index, line)),
  };
}
