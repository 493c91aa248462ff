import { userInfo } from 'node:os';
import { closeDeps, createDeps } from '../workers/deps.ts';
import type { OperationContext } from '../operations/context.ts';
import { readEnvironment, type Environment } from '../runtime/env.ts';
import { createLogger } from '../runtime/log.ts';
import { lazyTemporal } from '../runtime/temporal-client.ts';
import { adoptConnection } from './connection-file.ts';

export interface CommonOptions {
  dataDir: string;
  json?: boolean;
  as?: string;
}

/** The environment, completed by what `cartway up` left in the data directory. */
export function openEnvironment(dataDir: string): Environment {
  adoptConnection(dataDir);
  try {
    return readEnvironment();
  } catch (error) {
    const hint = `Set these variables, or run "cartway up" (it writes ${dataDir}/connection.json).`;
    throw new Error(`${(error as Error).message}\n${hint}`, { cause: error });
  }
}

function operatorName(given: string | undefined): string {
  if (given) return given;
  try {
    return userInfo().username;
  } catch {
    return 'operator';
  }
}

/** Runs `work` with what operations need, and closes it. */
export async function withContext<T>(
  options: CommonOptions,
  work: (context: OperationContext) => Promise<T>,
): Promise<T> {
  const env = openEnvironment(options.dataDir);
  const deps = createDeps(env, lazyTemporal({ impatient: true }), createLogger(env.CARTWAY_LOG_LEVEL));
  try {
    return await work({ ...deps, uiUrl: env.CARTWAY_UI_URL, operator: operatorName(options.as) });
  } finally {
    await closeDeps(deps);
  }
}
