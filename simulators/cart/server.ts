import { serve, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import type { AddressInfo } from 'node:net';
import { createApi } from './api.ts';
import { createControlApi } from './control-api.ts';
import type { CartEnv } from './fault-middleware.ts';
import { Faults } from './faults.ts';
import type { OrderRequest } from './new-order.ts';
import { CartStore } from './store.ts';

export interface DemoCartOptions {
  /** Default: a free port. */
  port?: number;
  token: string;
  /** Default: 127.0.0.1. */
  host?: string;
  /** `false`: every request makes a shipment, as at carts that know no idempotency keys. Default: true. */
  heedsKeys?: boolean;
  /** Stock and orders to start with. */
  seed?: { stock?: Record<string, number>; orders?: OrderRequest[] };
}

export interface DemoCart {
  url: string;
  controlUrl: string;
  ordersUrl: string;
  shipmentsUrl: string;
  inventoryUrl: string;
  token: string;
  port: number;
  close(): Promise<void>;
}

function listen(app: Hono<CartEnv>, host: string, port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, () => resolve(server));
    server.once('error', reject);
  });
}

/** Starts the reference server of the generic cart API, with `/_control`; rejects where the port is taken. */
export async function startDemoCart({
  port = 0,
  token,
  host = '127.0.0.1',
  heedsKeys = true,
  seed = {},
}: DemoCartOptions): Promise<DemoCart> {
  const [store, faults] = [new CartStore(), new Faults()];
  store.heedsKeys = heedsKeys;
  for (const [sku, available] of Object.entries(seed.stock ?? {})) store.setLevel(sku, available);
  for (const order of seed.orders ?? []) store.place(order);
  const app = new Hono<CartEnv>();
  app.route('/_control', createControlApi(store, faults));
  app.route('/', createApi(store, faults, token));
  const server = await listen(app, host, port);
  const address = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  return {
    url,
    controlUrl: `${url}/_control`,
    ordersUrl: `${url}/orders`,
    shipmentsUrl: `${url}/shipments`,
    inventoryUrl: `${url}/inventory`,
    token,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
