/** GraphQL documents for Vendure's Admin API 3.7. */

function orderFields(digitalField: string | undefined): string {
  return `
  id code state createdAt orderPlacedAt currencyCode
  customer { emailAddress }
  shippingAddress {
    fullName company streetLine1 streetLine2 city province postalCode country countryCode phoneNumber
  }
  shippingLines { shippingMethod { code } }
  lines {
    id quantity orderPlacedQuantity
    productVariant { sku name ${digitalField ? `customFields { ${digitalField} }` : ''} }
    fulfillmentLines { quantity fulfillment { state } }
  }
  payments { refunds { state lines { orderLineId quantity } } }`;
}

export function ordersDocument(digitalField: string | undefined): string {
  return `query CartwayOrders($options: OrderListOptions!) {
    orders(options: $options) { items { ${orderFields(digitalField)} } }
  }`;
}

export const ORDER_IDS = `query CartwayOrderIds($options: OrderListOptions!) {
  orders(options: $options) { items { id orderPlacedAt } }
}`;

export const FULFILLMENTS = `query CartwayFulfillments($id: ID!) {
  order(id: $id) { fulfillments { id state trackingCode lines { orderLineId quantity } } }
}`;

const DOMAIN_ERROR = `
  ... on ErrorResult { errorCode message }
  ... on FulfillmentStateTransitionError { transitionError }`;

export const ADD_FULFILLMENT = `mutation CartwayAddFulfillment($input: FulfillOrderInput!) {
  outcome: addFulfillmentToOrder(input: $input) {
    ... on Fulfillment { id state } ${DOMAIN_ERROR}
    ... on CreateFulfillmentError { fulfillmentHandlerError }
  }
}`;

export const SHIP_FULFILLMENT = `mutation CartwayShipFulfillment($id: ID!) {
  outcome: transitionFulfillmentToState(id: $id, state: "Shipped") { ... on Fulfillment { id state } ${DOMAIN_ERROR} }
}`;

export const STOCK_LOCATIONS = `query CartwayStockLocations {
  stockLocations(options: { sort: { id: ASC }, take: 100 }) { items { id name } }
}`;

export const VARIANTS = `query CartwayVariants($options: ProductVariantListOptions!) {
  productVariants(options: $options) { items { id sku stockLevels { stockLocationId stockAllocated } } }
}`;

export const SET_STOCK = `mutation CartwaySetStock($input: [UpdateProductVariantInput!]!) {
  updateProductVariants(input: $input) { id }
}`;

export const CATALOG_PERMISSIONS = `query CartwayCheckVariants { productVariants(options: { take: 1 }) { totalItems } }`;
