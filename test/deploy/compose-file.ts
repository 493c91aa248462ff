import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';

export const ROOT = resolve(import.meta.dirname, '../..');

const run = promisify(execFile);

export interface ComposeService {
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  ports?: string[];
  container_name?: string;
  profiles?: string[];
  stop_grace_period?: string;
  healthcheck?: { test: string[] };
  volumes?: string[];
}

export type ComposeServices = Record<string, ComposeService>;

/** What the file asks to be set, as .env would. */
export const SECRETS = {
  CARTWAY_POSTGRES_PASSWORD: 'databasesecret',
  TEMPORAL_POSTGRES_PASSWORD: 'temporalsecret',
  CARTWAY_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
};

/** Why `docker-compose` cannot be asked here, or null. */
export async function whyNoCompose(): Promise<string | null> {
  return run('docker-compose', ['--version']).then(
    () => null,
    () => 'docker-compose is not installed (Debian package docker-compose)',
  );
}

/** The services as `docker-compose config` reads them, with these variables set. */
export async function composeConfig(variables: Record<string, string>): Promise<ComposeServices> {
  const { stdout } = await run('docker-compose', ['--profile', 'simulator', 'config'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables },
  });
  return (parse(stdout) as { services: ComposeServices }).services;
}

/** The services as the file has them, with `${NAME…}` replaced by these variables or their defaults. */
export async function composeServices(variables: Record<string, string>): Promise<ComposeServices> {
  const text = await readFile(join(ROOT, 'docker-compose.yml'), 'utf8');
  const filled = text.replaceAll(/\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g, (_all, name: string, fallback?: string) => {
    return variables[name] ?? fallback ?? '';
  });
  return (parse(filled, { merge: true }) as { services: ComposeServices }).services;
}
