import type { Server } from 'node:http';
import { serve, type HttpBindings } from '@hono/node-server';
import { createApi, FULFILLMENT_PATH } from './api.ts';
import { CONTROL_PATH, createControl } from './control-routes.ts';
import { BEHAVIOUR, type Behaviour } from './decisions.ts';
import { createFaultQueue } from './faults.ts';
import { createGate } from './gate.ts';
import { createPace, type Speed } from './pace.ts';
import { seededRandom } from './random.ts';
import { createStore, loadAccounts } from './store.ts';
import { createWebhookSender } from './webhooks.ts';
import { addAccount, type NewAccount, type World } from './world.ts';

export interface SimulatorOptions {
  /** Default: a free one. */
  port?: number;
  host?: string;
  /** Where the state is kept; in memory where left out. */
  file?: string;
  /** How orders move by themselves; null or left out: only by control calls. */
  speed?: Speed | null;
  accounts?: readonly NewAccount[];
  /** Of the faults' probabilities. */
  seed?: number;
  /** Own decisions to try otherwise, see decisions.ts. */
  behaviour?: Partial<Behaviour>;
  /** Pauses before each further try to deliver an event. */
  webhookRetryMs?: readonly number[];
}

export interface EasypostSimulator {
  /** Base address of the Fulfillment API, without a slash at the end. */
  url: string;
  controlUrl: string;
  port: number;
  close(): Promise<void>;
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

async function createParts(options: SimulatorOptions) {
  const accounts = await loadAccounts(options.file);
  const store = createStore(options.file, accounts);
  const sender = createWebhookSender(options.webhookRetryMs);
  const pace = createPace(() => world, store.save, options.speed ?? null);
  const behaviour = { ...BEHAVIOUR, ...options.behaviour };
  const world: World = { accounts, behaviour, publish: sender.publish, plan: pace.plan };
  for (const account of options.accounts ?? []) addAccount(world, account);
  await store.save();
  const faults = createFaultQueue(seededRandom(options.seed ?? 1));
  const api = createApi(world, store.save);
  const gate = createGate(world, faults, async (request) => api.fetch(request));
  const control = createControl({
    world,
    faults,
    calls: gate.calls,
    clearCalls: gate.clearCalls,
    deliveries: sender.deliveries,
    setSpeed: pace.set,
    save: store.save,
  });
  return { store, sender, pace, gate, control };
}

type Parts = Awaited<ReturnType<typeof createParts>>;

function listen(parts: Parts, options: SimulatorOptions): Promise<{ server: Server; port: number }> {
  async function answer(request: Request, env: HttpBindings): Promise<Response> {
    if (!new URL(request.url).pathname.startsWith(CONTROL_PATH)) return parts.gate.handle(request, env);
    if (LOOPBACK.test(env.incoming.socket.remoteAddress ?? '')) return parts.control.fetch(request, env);
    return Response.json({ error: 'control calls are taken from this machine only' }, { status: 403 });
  }
  const { port = 0, host: hostname = '127.0.0.1' } = options;
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: (request, env) => answer(request, env as HttpBindings), port, hostname }, (info) =>
      resolve({ server: server as Server, port: info.port }),
    );
    server.once('error', reject);
  });
}

/**
 * Starts a simulator of EasyPost Fulfillment (docs/easypost.md). Rejects with the system's error when the port is taken,
 * and with one that names the file when it holds something else.
 */
export async function startEasypostSimulator(options: SimulatorOptions = {}): Promise<EasypostSimulator> {
  const parts = await createParts(options);
  const { server, port } = await listen(parts, options);
  // Orders that were open when the file was saved go on.
  parts.pace.set(options.speed ?? null);
  const host = options.host ?? '127.0.0.1';
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const origin = `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
  return {
    url: `${origin}${FULFILLMENT_PATH}`,
    controlUrl: `${origin}${CONTROL_PATH}`,
    port,
    async close() {
      parts.pace.close();
      parts.gate.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await parts.sender.close();
      await parts.store.save();
    },
  };
}
