import { vendureSession, type GraphqlCall } from './vendure-api.ts';

const ERROR = '__typename ... on ErrorResult { errorCode message }';

export interface PlacedOrder {
  id: string;
  code: string;
  paymentId: string;
  /** Ids of its lines, in the order of the lines asked for. */
  lineIds: string[];
}

export interface VendureAddress {
  fullName: string;
  company?: string;
  streetLine1: string;
  streetLine2?: string;
  city: string;
  province?: string;
  postalCode: string;
  countryCode: string;
  phoneNumber?: string;
}

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
  /** Places an order through the shop API and pays for it; `settle: false` leaves the payment authorised. */
  placeOrder(order: {
    lines: { sku: string; quantity: number }[];
    address?: VendureAddress;
    settle?: boolean;
  }): Promise<PlacedOrder>;
  settlePayment(paymentId: string): Promise<void>;
  /** Cancels the order, or some units of it. */
  cancelOrder(orderId: string, lines?: { orderLineId: string; quantity: number }[]): Promise<void>;
  refund(order: PlacedOrder, lines: { orderLineId: string; quantity: number }[]): Promise<void>;
  readOrder(orderId: string): Promise<VendureOrder>;
  readStock(sku: string): Promise<VendureStock>;
  /** Stock of every variant that has the SKU. */
  readStocks(sku: string): Promise<VendureStock[]>;
}

export interface VendureStock {
  onHand: number;
  allocated: number;
}

export const ADDRESS: VendureAddress = {
  fullName: 'Ann Lee',
  company: 'Acme',
  streetLine1: '417 Montgomery St',
  streetLine2: 'Fl 5',
  city: 'San Francisco',
  province: 'CA',
  postalCode: '94104',
  countryCode: 'US',
  phoneNumber: '415-555-0100',
};

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

interface Variant {
  id: string;
  stockLevels: { stockOnHand: number; stockAllocated: number }[];
}

async function variantsOf(admin: GraphqlCall, sku: string): Promise<Variant[]> {
  const query = `query($s: String!) { productVariants(options: { filter: { sku: { eq: $s } } }) {
    items { id stockLevels { stockOnHand stockAllocated } } } }`;
  return (await admin<{ productVariants: { items: Variant[] } }>(query, { s: sku })).productVariants.items;
}

async function variantOf(admin: GraphqlCall, sku: string): Promise<Variant> {
  const [variant] = await variantsOf(admin, sku);
  if (!variant) throw new Error(`Vendure has no variant with SKU ${sku}`);
  return variant;
}

function stockOf({ stockLevels: [level] }: Variant): VendureStock {
  return { onHand: level?.stockOnHand ?? 0, allocated: level?.stockAllocated ?? 0 };
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

interface Checkout {
  addPaymentToOrder: {
    id: string;
    code: string;
    lines: { id: string; productVariant: { sku: string } }[];
    payments: { id: string }[];
  };
}

async function checkOut(shop: GraphqlCall, address: VendureAddress): Promise<Checkout['addPaymentToOrder']> {
  const customer = { emailAddress: `ann.${crypto.randomUUID()}@example.com`, firstName: 'Ann', lastName: 'Lee' };
  await shop(`mutation($i: CreateCustomerInput!) { setCustomerForOrder(input: $i) { ${ERROR} } }`, { i: customer });
  await shop(`mutation($i: CreateAddressInput!) { setOrderShippingAddress(input: $i) { ${ERROR} } }`, { i: address });
  const { eligibleShippingMethods: methods } = await shop<{ eligibleShippingMethods: { id: string }[] }>(
    '{ eligibleShippingMethods { id } }',
  );
  await shop(`mutation($i: [ID!]!) { setOrderShippingMethod(shippingMethodId: $i) { ${ERROR} } }`, {
    i: [methods[0]?.id],
  });
  await shop(`mutation { transitionOrderToState(state: "ArrangingPayment") { ${ERROR} } }`);
  const pay = `mutation { addPaymentToOrder(input: { method: "standard-payment", metadata: {} }) {
    ${ERROR} ... on Order { id code lines { id productVariant { sku } } payments { id } } } }`;
  return (await shop<Checkout>(pay)).addPaymentToOrder;
}

async function placeOrder(
  admin: GraphqlCall,
  shopUrl: string,
  order: Parameters<VendureShop['placeOrder']>[0],
): Promise<PlacedOrder> {
  const shop = vendureSession(shopUrl);
  for (const { sku, quantity } of order.lines) {
    await shop(`mutation($v: ID!, $q: Int!) { addItemToOrder(productVariantId: $v, quantity: $q) { ${ERROR} } }`, {
      v: (await variantOf(admin, sku)).id,
      q: quantity,
    });
  }
  const { id, code, payments, lines } = await checkOut(shop, order.address ?? ADDRESS);
  const paymentId = payments[0]?.id ?? '';
  if (order.settle ?? true) await settlePayment(admin, paymentId);
  const lineIds = order.lines.map(({ sku }) => lines.find((line) => line.productVariant.sku === sku)?.id ?? '');
  return { id, code, paymentId, lineIds };
}

async function settlePayment(admin: GraphqlCall, id: string): Promise<void> {
  await admin(`mutation($id: ID!) { settlePayment(id: $id) { ${ERROR} } }`, { id });
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
