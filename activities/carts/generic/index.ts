import { tryChecks } from '../connection-checks.ts';
import type { Cart } from '../contract.ts';
import type { CartKind } from '../kind.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { isSystemError } from '../../errors/system-error.ts';
import { createGenericClient, type GenericClient } from './client.ts';
import { getOrders, listOrders, type ListLimits } from './orders.ts';
import {
  genericConnectionSchema,
  genericCredentialsSchema,
  inventoryAnswerSchema,
  orderPageSchema,
  type GenericConnection,
  type GenericCredentials,
} from './schema.ts';
import { createShipment, listShipments } from './shipments.ts';
import { setStock } from './stock.ts';

const LIMITS: ListLimits = { pageSize: 100, maxPages: 100 };
/** Ids stand in the address, which servers limit to about 8,000 characters. */
const READ_BATCH = 20;
const NO_ORDER = 'cartway-connection-check';

/** Of an order that does not exist: an empty list, or the 404 that says so and not just that the address is wrong. */
async function checkShipments(client: GenericClient, url: string): Promise<void> {
  try {
    await listShipments(client, url, NO_ORDER);
  } catch (error) {
    if (!isSystemError(error) || error.vendorCode !== 'order_not_found') throw error;
  }
}

/** A cart that offers the three addresses of `docs/generic-cart-api.openapi.json`. */
export function connectGeneric(
  connection: GenericConnection,
  credentials: GenericCredentials,
  http: HttpClient,
  limits: ListLimits = LIMITS,
): Cart {
  const client = createGenericClient(connection, credentials, http);
  const { ordersUrl, shipmentsUrl, inventoryUrl } = connection;
  return {
    listsChanges: true,
    readBatch: READ_BATCH,
    checkConnection: () =>
      tryChecks([
        { name: 'list orders', run: () => client.get(ordersUrl, { limit: '1' }, orderPageSchema) },
        { name: 'read orders by id', run: () => getOrders(client, ordersUrl, [NO_ORDER]) },
        { name: 'read shipments', run: () => checkShipments(client, shipmentsUrl) },
        {
          name: 'set stock',
          run: () => client.write('PUT', inventoryUrl, { as_of: new Date(0), items: [] }, inventoryAnswerSchema),
        },
      ]),
    listOrders: (position, from) => listOrders(client, ordersUrl, position, from, limits),
    getOrders: (sourceIds) => getOrders(client, ordersUrl, sourceIds),
    listShipments: (sourceId) => listShipments(client, shipmentsUrl, sourceId),
    // A begun shipment cannot be: one call makes it whole.
    createShipment: (sourceId, shipment) => createShipment(client, shipmentsUrl, sourceId, shipment),
    setStock: (items, asOf) => setStock(client, inventoryUrl, items, asOf),
  };
}

/** Any cart that offers the generic cart API, in JSON. */
export const generic: CartKind<GenericConnection, GenericCredentials> = {
  connection: genericConnectionSchema,
  credentials: genericCredentialsSchema,
  connect: (connection, credentials, http) => connectGeneric(connection, credentials, http),
};
