import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import pLimit from 'p-limit';
import { SEARCH_ATTRIBUTE } from '../../shared/search-attributes.ts';
import type { FloorQueues } from './floor-workflow.ts';
import { every, until } from './until.ts';

/** What the measuring process asks for, and what it hears back. */
export interface FloorRequest {
  round: string;
  orders: number;
  /** How often parcels are "read", as in the hub's round. */
  readEveryMs: number;
}
export type FloorAnswer = { ready: true } | { round: string; done: true } | { error: string };

const QUEUE = 'floor';
const QUEUES: FloorQueues = { send: QUEUE, write: QUEUE };
/** More than Temporal takes at a time, so that bare Temporal never waits for its client. */
const STARTS_AT_A_TIME = 50;

const sent = new Set<string>();

/** Started by floor.ts: one worker with Temporal's defaults, and a client that starts and signals. */
async function main(): Promise<void> {
  const address = process.env['TEMPORAL_ADDRESS'] ?? '';
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address }),
    taskQueue: QUEUE,
    workflowsPath: fileURLToPath(new URL('./floor-workflow.js', import.meta.url)),
    activities: {
      floorSend: async (id: string) => void sent.add(id),
      floorWrite: async () => undefined,
    },
  });
  const client = new Client({ connection: await Connection.connect({ address }) });
  process.on('message', (request: FloorRequest) => void answer(client, request));
  process.on('disconnect', () => worker.shutdown());
  tell({ ready: true });
  await worker.run();
  process.exit(0);
}

function tell(answer: FloorAnswer): void {
  process.send?.(answer);
}

async function answer(client: Client, request: FloorRequest): Promise<void> {
  try {
    await runRound(client, request);
    tell({ round: request.round, done: true });
  } catch (error) {
    tell({ error: String(error) });
  }
}

async function runRound(client: Client, { round, orders, readEveryMs }: FloorRequest): Promise<void> {
  sent.clear();
  const ids = Array.from({ length: orders }, (_, index) => `floor:${round}:${index}`);
  let signalled = 0;
  const read = async () => {
    const found = [...sent];
    sent.clear();
    for (const id of found) await client.workflow.getHandle(id).signal('floorParcels');
    signalled += found.length;
  };
  const stopReading = every(readEveryMs, read);
  await pLimit(STARTS_AT_A_TIME).map(ids, (id) => start(client, round, id));
  await until('every order is sent', () => signalled + sent.size === orders);
  await stopReading();
  await read();
}

function start(client: Client, round: string, id: string) {
  return client.workflow.start('floorOrder', {
    taskQueue: QUEUE,
    workflowId: id,
    args: [id, QUEUES],
    typedSearchAttributes: [
      { key: SEARCH_ATTRIBUTE.merchant, value: round },
      { key: SEARCH_ATTRIBUTE.cart, value: 'floor' },
      { key: SEARCH_ATTRIBUTE.status, value: 'sending' },
      { key: SEARCH_ATTRIBUTE.orderNumber, value: id },
    ],
  });
}

await main();
