import { ERROR, vendureSession, type GraphqlCall } from './vendure-api.ts';
import { variantOf } from './vendure-stock.ts';

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

/** An order to place. */
export interface OrderToPlace {
  lines: { sku: string; quantity: number }[];
  address?: VendureAddress;
  /** `false` leaves the payment authorised. */
  settle?: boolean;
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

/** Places an order through the shop API and pays for it. */
export async function placeOrder(admin: GraphqlCall, shopUrl: string, order: OrderToPlace): Promise<PlacedOrder> {
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

/** Turns an authorised payment into a settled one. */
export async function settlePayment(admin: GraphqlCall, id: string): Promise<void> {
  await admin(`mutation($id: ID!) { settlePayment(id: $id) { ${ERROR} } }`, { id });
}
