import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../shared/search-attributes.ts';
import { startTimeSkipping, workflowBundle } from '../setup/temporal.ts';
import { withWorkers, type RunningOrder, type Server } from './harness.ts';
import { createWorld, type Script, type World } from './world.ts';

/** Temporal's number for the type Keyword. */
const INDEXED_VALUE_TYPE_KEYWORD = 2;

export interface Skipping {
  /** Runs one order in a world of its own. */
  run(script: Script, test: (order: RunningOrder, world: World) => Promise<void>): Promise<void>;
  /** Lets time pass on the server. */
  pass(duration: string): Promise<void>;
  /** The server's time, in milliseconds: it is ahead of the clock once time was skipped. */
  now(): Promise<number>;
}

/** A time-skipping server for the file's tests. */
export function useSkipping(): Skipping {
  let env: TestWorkflowEnvironment | null = null;
  let server: Server | null = null;
  beforeAll(async () => {
    env = await startTimeSkipping();
    await env.connection.operatorService.addSearchAttributes({
      namespace: env.namespace ?? 'default',
      searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTES.map(({ name }) => [name, INDEXED_VALUE_TYPE_KEYWORD])),
    });
    server = { client: env.client, connection: env.nativeConnection, bundle: await workflowBundle() };
  });
  afterAll(() => env?.teardown());
  return {
    async run(script, test) {
      if (!server) throw new Error('The server did not start');
      const world = createWorld(script);
      await withWorkers(server, world, (order) => test(order, world));
    },
    async pass(duration) {
      await env?.sleep(duration);
    },
    async now() {
      return (await env?.currentTimeMs()) ?? Date.now();
    },
  };
}
