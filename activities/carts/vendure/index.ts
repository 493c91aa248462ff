import { z } from 'zod';
import { tryChecks } from '../connection-checks.ts';
import type { CartKind } from '../kind.ts';
import type { Cart } from '../contract.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { createVendureClient } from './client.ts';
import { CATALOG_PERMISSIONS, ordersDocument } from './documents.ts';
import { getOrders, listOrders } from './orders.ts';
import {
  vendureConnectionSchema,
  vendureCredentialsSchema,
  type VendureConnection,
  type VendureCredentials,
} from './schema.ts';
import { createShipment, listShipments } from './shipments.ts';
import { setStock, stockLocation } from './stock.ts';

const PAGE_SIZE = 50;

/** A Vendure shop as a cart; `pageSize` is how many orders one call lists. */
export function connectVendure(
  connection: VendureConnection,
  credentials: VendureCredentials,
  http: HttpClient,
  pageSize = PAGE_SIZE,
): Cart {
  const client = createVendureClient(connection, credentials, http);
  return {
    listsChanges: false,
    readBatch: 100,
    checkConnection: () =>
      tryChecks([
        {
          name: 'read orders',
          run: () => client.query(ordersDocument(connection.digitalField), { options: { take: 1 } }, z.unknown()),
        },
        { name: 'read products', run: () => client.query(CATALOG_PERMISSIONS, {}, z.unknown()) },
        {
          name: 'find the stock location',
          run: async () => `stock is set at ${(await stockLocation(client, connection.stockLocationId)).name}`,
        },
      ]),
    listOrders: (position, from) => listOrders(client, connection, position, from, pageSize),
    getOrders: (sourceIds) => getOrders(client, connection, sourceIds),
    listShipments: (sourceId) => listShipments(client, sourceId),
    createShipment: (_sourceId, shipment, begun) => createShipment(client, shipment, begun),
    setStock: (items) => setStock(client, connection.stockLocationId, items),
  };
}

/** Vendure 3.7 through its Admin GraphQL API with an API key. */
export const vendure: CartKind<VendureConnection, VendureCredentials> = {
  connection: vendureConnectionSchema,
  credentials: vendureCredentialsSchema,
  connect: (connection, credentials, http) => connectVendure(connection, credentials, http),
};
