import { access, constants, mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from './run-tool.ts';

/** Where Cartway keeps programs that it fetched or built: `CARTWAY_CACHE`, or `.cache/cartway` in the home folder. */
export function cacheDir(): string {
  const chosen = process.env['CARTWAY_CACHE'];
  return chosen ? chosen : join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'cartway');
}

/** The place of a program in the cache, whether it is there or not. */
export function cachedProgram(name: string): string {
  return join(cacheDir(), 'bin', name);
}

export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Runs `work` with a folder inside the cache, so that its results can be renamed into place; removes it afterwards. */
export async function withWorkFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(join(cacheDir(), 'bin'), { recursive: true });
  const folder = await mkdtemp(join(cacheDir(), 'work-'));
  try {
    return await work(folder);
  } finally {
    // Go's module files are read-only, which `force` does not mind for a folder of our own.
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Lets one process at a time do `work` on the cache. The lock only saves work: what is installed gets renamed into
 * place, so that even two at once would leave a whole program.
 */
export async function withCacheLock<T>(name: string, progress: Progress, work: () => Promise<T>): Promise<T> {
  await mkdir(cacheDir(), { recursive: true });
  const lock = join(cacheDir(), `${name}.lock`);
  let told = 0;
  while (!(await takeLock(lock))) {
    const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (owner && !isRunning(owner)) {
      await rm(lock, { force: true });
    } else if (Date.now() - told > 10_000) {
      progress(`Waiting for process ${owner || 'unknown'}, which is installing ${name}; delete ${lock} if it is not`);
      told = Date.now();
    }
    await sleep(250);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new Error(`The cache folder ${cacheDir()} cannot be written; set CARTWAY_CACHE to one that can`, {
      cause: error,
    });
  }
}

/** Whether a process with this id exists, of whatever user. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
