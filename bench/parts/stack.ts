import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../database/migrate.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { Teardown } from '../../embedded/teardown.ts';
import { startTemporal } from '../../embedded/temporal-server.ts';
import type { OperationContext } from '../../operations/context.ts';
import { readEnvironment } from '../../runtime/env.ts';
import { createLogger } from '../../runtime/log.ts';
import { lazyTemporal } from '../../runtime/temporal-client.ts';
import { SEARCH_ATTRIBUTES } from '../../shared/search-attributes.ts';
import { createControl, type EasypostControl } from '../../simulators/easypost/control.ts';
import { startEasypostSimulator } from '../../simulators/easypost/server.ts';
import { closeDeps, createDeps } from '../../workers/deps.ts';
import { cleanOnInterrupt } from './interrupt.ts';
import { say } from './progress.ts';
import { startWorkerProcess, type WorkerHandle } from './worker-process.ts';

/** A Temporal service to measure on: where it answers, and its process. */
export interface TemporalPart {
  address: string;
  pid: number;
  stop(): Promise<void>;
}

/** A whole Cartway as one machine runs it: servers and workers are processes of their own, EasyPost is simulated here. */
export interface BenchStack {
  context: OperationContext;
  easypost: EasypostControl;
  /** Process ids by part; `simulators` is this process. */
  pids: { temporal: number; postgres: number; simulators: number };
  workers: WorkerHandle[];
  startWorker(): Promise<WorkerHandle>;
  stopWorkers(): Promise<void>;
  stop(): Promise<void>;
}

interface StackOptions {
  /** Default 1. */
  workers?: number;
  /** Limit of each worker's heap; default: Node's own. */
  workerHeapMb?: number;
  /** Default: the dev server. */
  temporal?: (dir: string) => Promise<TemporalPart>;
}

function startDevServer(): Promise<TemporalPart> {
  return startTemporal({ headless: true, searchAttributes: SEARCH_ATTRIBUTES, progress: say });
}

/** Starts all parts on free ports of this machine, with data that is gone with `stop()`. */
export async function startBenchStack({
  workers: count = 1,
  workerHeapMb,
  temporal: start,
}: StackOptions = {}): Promise<BenchStack> {
  const teardown = new Teardown();
  const stop = () => teardown.end();
  const forget = cleanOnInterrupt(stop);
  teardown.add(async () => forget());
  try {
    const dir = await teardown.start(makeFolder, (folder) => rm(folder, { recursive: true, force: true }));
    const data = { dataDir: join(dir, 'postgres'), persistent: true };
    const postgres = await teardown.start(
      () => startPostgres(data),
      (server) => server.stop(),
    );
    const temporal = await teardown.start(
      () => (start ?? startDevServer)(dir),
      (server) => server.stop(),
    );
    const simulator = await teardown.start(
      () => startEasypostSimulator(),
      (server) => server.close(),
    );
    await migrate(postgres.url);
    const variables = variablesFor(postgres.url, temporal.address, simulator.url);
    const context = openContext(variables);
    teardown.add(() => closeDeps(context));
    const workers: WorkerHandle[] = [];
    const heap = workerHeapMb ? { NODE_OPTIONS: `--max-old-space-size=${workerHeapMb}` } : {};
    const stack: BenchStack = {
      context,
      easypost: createControl(simulator.controlUrl),
      pids: { temporal: temporal.pid, postgres: postgres.pid, simulators: process.pid },
      workers,
      startWorker: () =>
        teardown.start(async () => {
          const worker = await startWorkerProcess({ ...variables, ...heap });
          workers.push(worker);
          return worker;
        }),
      async stopWorkers() {
        await Promise.all(workers.splice(0).map((worker) => worker.stop()));
      },
      stop,
    };
    teardown.add(() => stack.stopWorkers());
    await Promise.all(Array.from({ length: count }, () => stack.startWorker()));
    return stack;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'cartway-bench-'));
  // PostgreSQL may run as a user of its own, who has to pass through.
  await chmod(dir, 0o711);
  return dir;
}

function variablesFor(databaseUrl: string, temporalAddress: string, easypostUrl: string): Record<string, string> {
  return {
    CARTWAY_DATABASE_URL: databaseUrl,
    CARTWAY_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    CARTWAY_EASYPOST_URL: easypostUrl,
    CARTWAY_TRUSTED_HOSTS: '127.0.0.1',
    CARTWAY_LOG_LEVEL: process.env['BENCH_LOG'] ?? 'error',
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: 'default',
  };
}

function openContext(variables: Record<string, string>) {
  Object.assign(process.env, variables);
  const env = readEnvironment(variables);
  const deps = createDeps(env, lazyTemporal(), createLogger(env.CARTWAY_LOG_LEVEL));
  return { ...deps, uiUrl: env.CARTWAY_UI_URL, operator: 'bench' };
}
