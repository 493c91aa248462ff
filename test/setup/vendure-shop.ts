import { ERROR, vendureSession, type GraphqlCall } from './vendure-api.ts';
import { placeOrder, settlePayment, type OrderToPlace, type PlacedOrder } from './vendure-checkout.ts';
import { stockOf, variantOf, variantsOf, type VendureStock } from './vendure-stock.ts';

export interface VendureOrder {
  state: string;
  lines: { id: string; quantity: number; orderPlacedQuantity: number }[];
  fulfillments: {
    id: string;
    state: string;
    method: string;
    trackingCode: string | null;
    lines: { orderLineId: string; quantity: number }[];
  }[];
}

/** What the customers and the staff of a Vendure shop do. */
export interface VendureShop {
  createApiKey(): Promise<string>;
  createProduct(product: { sku: string; stock: number; name?: string; digital?: boolean }): Promise<string>;
  placeOrder(order: OrderToPlace): Promise<PlacedOrder>;
  settlePayment(paymentId: string): Promise<void>;
  /** Cancels the order, or some units of it. */
  cancelOrder(orderId: string, lines?: { orderLineId: string; quantity: number }[]): Promise<void>;
  refund(order: PlacedOrder, lines: { orderLineId: string; quantity: number }[]): Promise<void>;
  readOrder(orderId: string): Promise<VendureOrder>;
  readStock(sku: string): Promise<VendureStock>;
  /** Stock of every variant that has the SKU. */
  readStocks(sku: string): Promise<VendureStock[]>;
}

async function createApiKey(admin: GraphqlCall): Promise<string> {
  const { roles } = await admin<{ roles: { items: { id: string; code: string }[] } }>(
    '{ roles { items { id code } } }',
  );
  const input = {
    roleIds: roles.items.filter((role) => role.code === 'cartway').map((role) => role.id),
    translations: [{ languageCode: 'en', name: 'Cartway' }],
  };
  const mutation = `mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { ... on CreateApiKeyResult { apiKey } } }`;
  return (await admin<{ createApiKey: { apiKey: string } }>(mutation, { i: input })).createApiKey.apiKey;
}

async function createProduct(
  admin: GraphqlCall,
  product: Parameters<VendureShop['createProduct']>[0],
): Promise<string> {
  const names = [{ languageCode: 'en', name: product.name ?? product.sku }];
  const { createProduct: created } = await admin<{ createProduct: { id: string } }>(
    'mutation($i: CreateProductInput!) { createProduct(input: $i) { id } }',
    {
      i: { enabled: true, translations: [{ ...names[0], slug: crypto.randomUUID(), description: '' }] },
    },
  );
  const { stockLocations } = await admin<{ stockLocations: { items: { id: string }[] } }>(
    '{ stockLocations { items { id } } }',
  );
  const { createProductVariants: variants } = await admin<{ createProductVariants: { id: string }[] }>(
    'mutation($i: [CreateProductVariantInput!]!) { createProductVariants(input: $i) { id } }',
    {
      i: [
        {
          productId: created.id,
          sku: product.sku,
          price: 1999,
          trackInventory: 'TRUE',
          stockLevels: [{ stockLocationId: stockLocations.items[0]?.id, stockOnHand: product.stock }],
          translations: names,
          customFields: { isDigital: product.digital ?? false },
        },
      ],
    },
  );
  return variants[0]?.id ?? '';
}

/** Signs in as the shop's administrator. */
export async function connectVendureShop(adminUrl: string, shopUrl: string): Promise<VendureShop> {
  const admin = vendureSession(adminUrl);
  await admin(`mutation { login(username: "superadmin", password: "superadmin") { ${ERROR} } }`);
  return {
    createApiKey: () => createApiKey(admin),
    createProduct: (product) => createProduct(admin, product),
    placeOrder: (order) => placeOrder(admin, shopUrl, order),
    settlePayment: (paymentId) => settlePayment(admin, paymentId),
    async cancelOrder(orderId, lines) {
      const i = {
        orderId,
        reason: 'customer request',
        cancelShipping: lines === undefined,
        ...(lines ? { lines } : {}),
      };
      await admin(`mutation($i: CancelOrderInput!) { cancelOrder(input: $i) { ${ERROR} } }`, { i });
    },
    async refund(order, lines) {
      const i = { lines, shipping: 0, adjustment: 0, paymentId: order.paymentId, reason: 'not wanted' };
      await admin(`mutation($i: RefundOrderInput!) { refundOrder(input: $i) { ${ERROR} } }`, { i });
    },
    async readOrder(orderId) {
      const query = `query($id: ID!) { order(id: $id) { state lines { id quantity orderPlacedQuantity }
        fulfillments { id state method trackingCode lines { orderLineId quantity } } } }`;
      return (await admin<{ order: VendureOrder }>(query, { id: orderId })).order;
    },
    readStock: async (sku) => stockOf(await variantOf(admin, sku)),
    readStocks: async (sku) => (await variantsOf(admin, sku)).map(stockOf),
  };
}
