import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { installVendure, PEER_FOLDER, type Skipped, type VendureInstall } from './vendure-install.ts';
import { connectVendureShop, type VendureShop } from './vendure-shop.ts';

const START_LIMIT_MS = 90_000;

export interface RunningVendure {
  adminUrl: string;
  shopUrl: string;
  /** An API key with Cartway's permissions and no more. */
  apiKey: string;
  /** Acts as the shop's customers and staff. */
  shop: VendureShop;
  stop(): Promise<void>;
}

function spawnVendure({ node, modules }: VendureInstall): ChildProcessWithoutNullStreams {
  return spawn(node, [join(PEER_FOLDER, 'start.cjs')], {
    cwd: PEER_FOLDER,
    env: { ...process.env, NODE_PATH: modules, PORT: '0', VENDURE_DISABLE_TELEMETRY: 'true', NODE_OPTIONS: '' },
    stdio: 'pipe',
  });
}

/** The port of its READY line; rejects with its last words where it ends or hangs. */
function portOf(child: ChildProcessWithoutNullStreams): Promise<number> {
  return new Promise((resolve, reject) => {
    let words = '';
    const fail = (what: string) => reject(new Error(`Vendure ${what}: ${words.slice(-1000)}`));
    const timer = setTimeout(() => fail('did not become ready'), START_LIMIT_MS);
    child.stderr.on('data', (chunk) => (words += String(chunk)));
    child.once('error', (error) => fail(`cannot be started (${error.message})`));
    child.once('exit', (code) => fail(`ended with ${code}`));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /^READY (\d+)$/.exec(line)?.[1];
      if (!port) {
        words += `${line}\n`;
        return;
      }
      clearTimeout(timer);
      resolve(Number(port));
    });
  });
}

async function stopProcess(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(kill);
}

/** A fresh, empty, real Vendure on a free port of 127.0.0.1, or why there can be none on this machine. */
export async function startVendure(): Promise<RunningVendure | Skipped> {
  const install = await installVendure();
  if ('skipped' in install) return install;
  const child = spawnVendure(install);
  try {
    const origin = `http://127.0.0.1:${await portOf(child)}`;
    const [adminUrl, shopUrl] = [`${origin}/admin-api`, `${origin}/shop-api`];
    const shop = await connectVendureShop(adminUrl, shopUrl);
    return { adminUrl, shopUrl, apiKey: await shop.createApiKey(), shop, stop: () => stopProcess(child) };
  } catch (error) {
    await stopProcess(child);
    throw error;
  }
}
