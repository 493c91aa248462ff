import type { Answer } from './answer-mutations.ts';
import type { Source } from './mutating-proxy.ts';
import { PLANTED } from './planted.ts';

function order(id: string) {
  return {
    id,
    code: `CODE${id}`,
    state: 'PaymentSettled',
    createdAt: '2026-07-01T10:00:00.000Z',
    orderPlacedAt: '2026-07-01T10:05:00.000Z',
    currencyCode: 'USD',
    customer: { emailAddress: PLANTED.email },
    shippingAddress: {
      fullName: PLANTED.name,
      company: '',
      streetLine1: PLANTED.street,
      streetLine2: '',
      city: 'Austin',
      province: 'TX',
      postalCode: '78701',
      country: 'United States',
      countryCode: 'US',
      phoneNumber: PLANTED.phone,
    },
    shippingLines: [{ shippingMethod: { code: 'standard' } }],
    lines: [
      {
        id: `${id}1`,
        quantity: 2,
        orderPlacedQuantity: 3,
        productVariant: { sku: 'MUG', name: 'Mug', customFields: { isDigital: false } },
        fulfillmentLines: [{ quantity: 1, fulfillment: { state: 'Shipped' } }],
      },
    ],
    payments: [{ refunds: [{ state: 'Settled', lines: [{ orderLineId: `${id}1`, quantity: 1 }] }] }],
  };
}

const FULFILLMENT = {
  id: '7',
  state: 'Shipped',
  trackingCode: '1Z1',
  lines: [{ orderLineId: '11', quantity: 1 }],
};

/** Answers as Vendure 3.7.3 gives them, by operation. */
const DATA: Readonly<Record<string, object>> = {
  CartwayOrders: { orders: { items: [order('1'), order('2')] } },
  CartwayOrderIds: { orders: { items: [{ id: '1', orderPlacedAt: '2026-07-01T10:05:00.000Z' }] } },
  CartwayFulfillments: { order: { fulfillments: [FULFILLMENT] } },
  CartwayAddFulfillment: { outcome: { id: '7', state: 'Pending' } },
  CartwayShipFulfillment: { outcome: { id: '7', state: 'Shipped' } },
  CartwayStockLocations: { stockLocations: { items: [{ id: '1', name: 'Default' }] } },
  CartwayVariants: {
    productVariants: { items: [{ id: '1', sku: 'MUG', stockLevels: [{ stockLocationId: '1', stockAllocated: 1 }] }] },
  },
  CartwaySetStock: { updateProductVariants: [{ id: '1' }] },
  CartwayCheckVariants: { productVariants: { totalItems: 1 } },
};

/** A Vendure as far as its answers go. */
export const vendureAnswers: Source = ({ body }) => {
  const { query } = JSON.parse(body) as { query: string };
  const data = DATA[/(?:query|mutation) (\w+)/.exec(query)?.[1] ?? ''];
  const answer: Answer = {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ data })),
  };
  return Promise.resolve(answer);
};
