import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from './cache.ts';
import type { PostgresPrograms } from './postgres-programs.ts';
import { startAs, type PostgresUser } from './postgres-user.ts';
import { runTool } from './run-tool.ts';

export const DATABASE = 'cartway';
export const ROLE = 'cartway';

const RELEASE_LIMIT_MS = 15_000;

export interface PostgresData {
  /** The folder that PostgreSQL itself keeps. */
  cluster: string;
  password: string;
}

/** Opens the data in `dataDir`, or makes a new cluster with a password of its own there. */
export async function openData(
  dataDir: string,
  programs: PostgresPrograms,
  user: PostgresUser | null,
): Promise<PostgresData> {
  const cluster = join(dataDir, 'cluster');
  const passwordFile = join(dataDir, 'password');
  const isThere = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => null);
  const password = await readFile(passwordFile, 'utf8').catch(() => null);
  if (isThere !== null) {
    if (!password) throw new Error(`${cluster} has data, but its password is missing in ${passwordFile}; restore it`);
    await releaseLock(cluster);
    return { cluster, password };
  }
  const fresh = randomBytes(24).toString('hex');
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
  await writeFile(passwordFile, fresh, { mode: 0o600 });
  await makeCluster(dataDir, cluster, passwordFile, programs, user);
  return { cluster, password: fresh };
}

/** Makes the cluster beside its place and renames it, so that one cut short is never taken for whole. */
async function makeCluster(
  dataDir: string,
  cluster: string,
  passwordFile: string,
  programs: PostgresPrograms,
  user: PostgresUser | null,
): Promise<void> {
  const unfinished = join(dataDir, 'cluster.unfinished');
  const passwordCopy = join(dataDir, 'password.initdb');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordCopy, await readFile(passwordFile), { mode: 0o600 });
  if (user) await Promise.all([unfinished, passwordCopy].map((path) => chown(path, user.uid, user.gid)));
  try {
    const args = ['-D', unfinished, '-U', ROLE, '--auth=scram-sha-256', `--pwfile=${passwordCopy}`, '--no-sync'];
    args.push(
      '--no-instructions',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    );
    const command = await startAs(user, programs.initdb, args, [unfinished, programs.postgres]);
    const made = await runTool({ ...command, doing: 'Making the database', timeoutMs: 120_000 }, () => undefined);
    if (!made.ok) throw new Error(`The database in ${dataDir} cannot be made: ${made.why}`);
    await createDatabase(unfinished, programs, user);
    await rename(unfinished, cluster);
  } finally {
    await rm(passwordCopy, { force: true });
  }
}

async function createDatabase(cluster: string, programs: PostgresPrograms, user: PostgresUser | null): Promise<void> {
  const { file, args, ...as } = await startAs(
    user,
    programs.postgres,
    ['--single', '-D', cluster, 'postgres'],
    [cluster],
  );
  const child = spawn(file, args, { ...as, stdio: ['pipe', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
  child.stdin.end(`CREATE DATABASE ${DATABASE};\n`);
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  if (code !== 0 || /ERROR|FATAL/.test(words)) throw new Error(`The database cannot be created: ${words.trim()}`);
}

/**
 * Makes sure that no server has `cluster` open. A server whose parent was killed is just ending: it is waited for. A
 * lock file whose process is gone is left from a crash; PostgreSQL would trip over it once the id is in use again.
 */
async function releaseLock(cluster: string): Promise<void> {
  const lock = join(cluster, 'postmaster.pid');
  const deadline = Date.now() + RELEASE_LIMIT_MS;
  for (;;) {
    const pid = Number((await readFile(lock, 'utf8').catch(() => '')).split('\n')[0]);
    if (!pid) return;
    if (!isRunning(pid) || !(await isPostgres(pid))) return rm(lock, { force: true });
    if (Date.now() > deadline) {
      throw new Error(
        `The data in ${cluster} is in use by the PostgreSQL server with process id ${pid}; stop it first`,
      );
    }
    await sleep(200);
  }
}

async function isPostgres(pid: number): Promise<boolean> {
  const answer = await runTool(
    { file: 'ps', args: ['-o', 'args=', '-p', String(pid)], doing: 'Asking', timeoutMs: 5_000 },
    () => undefined,
  );
  // Where `ps` is missing, the safe answer is that it is one.
  return answer.ok ? answer.output.includes('postgres') : !/ended with code 1/.test(answer.why);
}
