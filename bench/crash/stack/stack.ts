import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '../../../database/migrate.ts';
import { freePort } from '../../../embedded/ports.ts';
import type { Teardown } from '../../../embedded/teardown.ts';
import type { OperationContext } from '../../../operations/context.ts';
import { readEnvironment } from '../../../runtime/env.ts';
import { createLogger } from '../../../runtime/log.ts';
import { lazyTemporal } from '../../../runtime/temporal-client.ts';
import { closeDeps, createDeps } from '../../../workers/deps.ts';
import { WORKERS } from '../plan/chaos.ts';
import type { Timing } from '../plan/timing.ts';
import { addMerchants } from './merchants.ts';
import { startKillablePostgres, startKillableTemporal, type KillableServer } from './servers.ts';
import { startWorkerSlot, type WorkerSlot } from './worker-slot.ts';
import { startWorld, type World } from './world.ts';

/** A whole Cartway that can be broken in every part, and the world around it. */
export interface Stack {
  world: World;
  postgres: KillableServer;
  temporal: KillableServer;
  workers: WorkerSlot[];
  /** What the operator's commands work with. */
  context: OperationContext;
}

export interface StackOptions {
  /** Holds everything that the run leaves behind. */
  dir: string;
  /** Ends what is started here. */
  teardown: Teardown;
  seed: number;
  timing: Timing;
  progress: (line: string) => void;
}

/** Starts everything. Whoever asked ends it, also where a part did not start. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dir, teardown, seed, progress } = options;
  await mkdir(join(dir, 'logs'), { recursive: true });
  const world = await teardown.start(
    () => startWorld(seed),
    (started) => started.close(),
  );
  progress('Starting PostgreSQL and Temporal');
  const postgres = await teardown.start(
    () => startKillablePostgres(dir),
    (server) => server.stop(),
  );
  const temporal = await teardown.start(
    () => startKillableTemporal(dir, progress),
    (server) => server.stop(),
  );
  const variables = variablesFor(options, world, postgres.address, temporal.address);
  const env = readEnvironment(variables);
  await migrate(env.CARTWAY_DATABASE_URL);
  process.env['TEMPORAL_ADDRESS'] = temporal.address;
  const deps = createDeps(env, lazyTemporal(), createLogger('silent'));
  teardown.add(() => closeDeps(deps));
  const context = { ...deps, uiUrl: env.CARTWAY_UI_URL, operator: 'crash' };
  await addMerchants(context, world);
  progress(`Starting ${WORKERS} workers`);
  const workers: WorkerSlot[] = [];
  teardown.add(() => Promise.all(workers.map((worker) => worker.stop())));
  await teardown.start(async () => {
    for (let index = 1; index <= WORKERS; index += 1) workers.push(await startWorkerIn(options, variables, index));
  });
  return { world, postgres, temporal, workers, context };
}

async function startWorkerIn(
  { dir, progress }: StackOptions,
  variables: NodeJS.ProcessEnv,
  index: number,
): Promise<WorkerSlot> {
  return startWorkerSlot({
    name: `worker ${index}`,
    env: variables,
    httpPort: await freePort(),
    dataDir: join(dir, 'cli'),
    logFile: join(dir, 'logs', `worker-${index}.log`),
    progress,
  });
}

function variablesFor(
  { timing }: StackOptions,
  world: World,
  databaseUrl: string,
  temporalAddress: string,
): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return {
    PATH,
    HOME,
    TEMPORAL_ADDRESS: temporalAddress,
    CARTWAY_DATABASE_URL: databaseUrl,
    CARTWAY_ENCRYPTION_KEYS: `crash:${randomBytes(32).toString('base64')}`,
    CARTWAY_EASYPOST_URL: world.easypostUrl,
    CARTWAY_TRUSTED_HOSTS: '127.0.0.1',
    CARTWAY_LOG_LEVEL: 'info',
    CARTWAY_SETTLE_SECONDS: String(timing.settleSeconds),
    CARTWAY_HTTP_TIMEOUT_SECONDS: String(timing.httpTimeoutSeconds),
  };
}
