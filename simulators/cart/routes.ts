import { createRoute, type z } from '@hono/zod-openapi';
import {
  idempotencySchema,
  inventoryAnswerSchema,
  inventorySchema,
  newShipmentSchema,
  orderPageSchema,
  orderQuerySchema,
  problemSchema,
  shipmentListSchema,
  shipmentQuerySchema,
  shipmentSchema,
} from './schemas.ts';

function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

function problem(description: string) {
  return { description, content: { 'application/problem+json': { schema: problemSchema } } };
}

function body<S extends z.ZodType>(schema: S) {
  return { required: true, content: { 'application/json': { schema } } };
}

const REFUSALS = {
  400: problem('The request cannot be read'),
  401: problem('The credentials are missing or wrong'),
  429: problem('Too many requests; Retry-After says in how many seconds to come back'),
};

const security = [{ bearer: [] }, { token: [] }, { basic: [] }];

export const listOrdersRoute = createRoute({
  method: 'get',
  path: '/orders',
  operationId: 'listOrders',
  summary: 'Orders that changed, page by page, or orders by id',
  description: 'A cursor keeps its place: an order that changes while pages are read comes again at the end.',
  security,
  request: { query: orderQuerySchema },
  responses: { 200: json(orderPageSchema, 'One page'), ...REFUSALS },
});

export const listShipmentsRoute = createRoute({
  method: 'get',
  path: '/shipments',
  operationId: 'listShipments',
  summary: 'All shipments of one order, cancelled ones too',
  security,
  request: { query: shipmentQuerySchema },
  responses: { 200: json(shipmentListSchema, 'All of them'), 404: problem('No such order'), ...REFUSALS },
});

export const createShipmentRoute = createRoute({
  method: 'post',
  path: '/shipments',
  operationId: 'createShipment',
  summary: 'One parcel that left, with its tracking number',
  security,
  request: { headers: idempotencySchema, body: body(newShipmentSchema) },
  responses: {
    201: json(shipmentSchema, 'Made'),
    200: json(shipmentSchema, 'Made before with the same key'),
    404: problem('No such order (order_not_found)'),
    409: problem('A request with the same key is still being worked on (in_progress)'),
    422: problem('Cannot be done: unknown_line, over_quantity, order_cancelled or key_reused'),
    504: problem('No answer in time: the shipment may be made or not, and the same key is sent again'),
    ...REFUSALS,
  },
});

export const setInventoryRoute = createRoute({
  method: 'put',
  path: '/inventory',
  operationId: 'setInventory',
  summary: 'Absolute quantities that may be sold',
  security,
  request: { body: body(inventorySchema) },
  responses: { 200: json(inventoryAnswerSchema, 'What was taken and what was not'), ...REFUSALS },
});
