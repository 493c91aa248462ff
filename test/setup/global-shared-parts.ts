import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporal, type RunningTemporal } from '../../embedded/temporal-server.ts';
import { findTimeSkippingServer } from '../../embedded/time-skipping-binary.ts';
import { SEARCH_ATTRIBUTES } from '../../shared/search-attributes.ts';
import { startTestCluster, type TestCluster } from './postgres-cluster.ts';

/** What all test files of one run share; each part is made once, on first demand. */
export interface SharedParts {
  /** The URL of a new database. */
  freshDatabase(options: { migrated: boolean }): Promise<string>;
  temporal(): Promise<{ address: string; namespace: string }>;
  timeSkippingProgram(): Promise<string>;
  /** The file of the bundled workflows. */
  workflowBundle(): Promise<string>;
  close(): Promise<void>;
}

export function openSharedParts(progress: (line: string) => void): SharedParts {
  const folder = once(() => mkdtemp(join(tmpdir(), 'cartway-test-')));
  const cluster = once(async (): Promise<TestCluster> => startTestCluster(join(await folder(), 'postgres')));
  const temporal = once((): Promise<RunningTemporal> =>
    startTemporal({ searchAttributes: SEARCH_ATTRIBUTES, headless: true, progress }),
  );
  const program = once(() => findTimeSkippingServer(progress));
  const bundle = once(async () => bundleWorkflows(join(await folder(), 'workflow-bundle.js')));
  return {
    freshDatabase: async (options) => (await cluster()).freshDatabase(options),
    temporal: async () => {
      const { address, namespace } = await temporal();
      return { address, namespace };
    },
    timeSkippingProgram: program,
    workflowBundle: bundle,
    async close() {
      await Promise.all([stopIfStarted(cluster), stopIfStarted(temporal)]);
      if (folder.started()) await rm(await folder(), { recursive: true, force: true });
    },
  };
}

async function bundleWorkflows(target: string): Promise<string> {
  // Loaded on demand: it brings a bundler along that most runs do not need.
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const root = join(import.meta.dirname, '../..');
  const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error };
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'workflows/index.ts'),
    preloadModules: ['workflows/short-stacks.ts', 'shared/time/date-format.ts'].map((file) => join(root, file)),
    logger: quiet,
  });
  await writeFile(target, code);
  return target;
}

interface Once<T> {
  (): Promise<T>;
  started(): boolean;
}

function once<T>(make: () => Promise<T>): Once<T> {
  let made: Promise<T> | undefined;
  return Object.assign(() => (made ??= make()), { started: () => made !== undefined });
}

async function stopIfStarted(part: Once<{ stop(): Promise<void> }>): Promise<void> {
  if (!part.started()) return;
  const running = await part().catch(() => null);
  await running?.stop();
}
