import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const PEER_FOLDER = fileURLToPath(new URL('../peers/vendure', import.meta.url));
const INSTALL_LIMIT_MS = 15 * 60_000;

export interface VendureInstall {
  /** The Node that compiled its native module, and that must run it. */
  node: string;
  modules: string;
}

/** Why something cannot be done on this machine. */
export interface Skipped {
  skipped: string;
}

function cacheFolder(): string {
  const lock = readFileSync(join(PEER_FOLDER, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'cartway', `vendure-${hash}`);
}

function installedIn(folder: string): VendureInstall | null {
  const record = join(folder, 'installed.json');
  if (!existsSync(record)) return null;
  const { node } = JSON.parse(readFileSync(record, 'utf8')) as { node: string };
  return existsSync(node) ? { node, modules: join(folder, 'node_modules') } : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Takes the lock, or returns false while a living process has it. */
function takeLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
    // An empty file was just made by an owner that has not written its id yet.
    if (owner > 0 && !isAlive(owner)) rmSync(lock, { force: true });
    return false;
  }
}

function npmCi(folder: string): Promise<string | null> {
  return new Promise((resolve) => {
    const npm = spawn('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    const timer = setTimeout(() => npm.kill(), INSTALL_LIMIT_MS);
    let words = '';
    npm.stderr.on('data', (chunk) => (words = (words + String(chunk)).slice(-2000)));
    npm.once('error', (error) => resolve(error.message));
    npm.once('close', (code) => {
      clearTimeout(timer);
      const errors = words.split('\n').filter((line) => line.includes('npm error'));
      resolve(code === 0 ? null : `npm ci ended with ${code}: ${errors.slice(0, 3).join(' ') || words.slice(-300)}`);
    });
  });
}

async function install(folder: string): Promise<VendureInstall | Skipped> {
  process.stderr.write('Installing Vendure for the tests, once; this takes up to three minutes …\n');
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(PEER_FOLDER, file), join(draft, file));
    const failure = await npmCi(draft);
    if (failure) return { skipped: `Vendure cannot be installed here: ${failure}` };
    const node = spawnSync('node', ['-p', 'process.execPath'], { encoding: 'utf8' }).stdout.trim();
    writeFileSync(join(draft, 'installed.json'), JSON.stringify({ node }));
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
    process.stderr.write('Vendure is installed.\n');
    return { node, modules: join(folder, 'node_modules') };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Vendure from the cache, installed first where it is missing; several processes may ask at the same time. */
export async function installVendure(): Promise<VendureInstall | Skipped> {
  const folder = cacheFolder();
  mkdirSync(join(folder, '..'), { recursive: true });
  const deadline = Date.now() + INSTALL_LIMIT_MS;
  while (Date.now() < deadline) {
    const present = installedIn(folder);
    if (present) return present;
    if (takeLock(`${folder}.lock`)) {
      try {
        return installedIn(folder) ?? (await install(folder));
      } finally {
        rmSync(`${folder}.lock`, { force: true });
      }
    }
    await delay(500);
  }
  return { skipped: 'another process has been installing Vendure for too long' };
}
