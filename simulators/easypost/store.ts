import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Account } from './state.ts';

/** Keeps the accounts in a file, whole or not at all; without a file, in memory. */
export interface Store {
  /** Resolves when everything that has changed up to now is on disk. Calls that come together share one write. */
  save(): Promise<void>;
}

const FORMAT = 1;

function encode(accounts: Map<string, Account>): string {
  const replacer = (_key: string, value: unknown) => (value instanceof Map ? { $map: [...value] } : value);
  return JSON.stringify({ format: FORMAT, accounts }, replacer);
}

function decode(text: string): { format?: unknown; accounts?: unknown } {
  return JSON.parse(text, (_key, value: unknown) => {
    const entries = (value as { $map?: [unknown, unknown][] } | null)?.$map;
    return Array.isArray(entries) ? new Map(entries) : value;
  }) as { format?: unknown; accounts?: unknown };
}

/** Reads the accounts of `file`; none when it does not exist. Rejects, naming the file, when it is something else. */
export async function loadAccounts(file: string | undefined): Promise<Map<string, Account>> {
  if (file === undefined) return new Map();
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return new Map();
    throw error;
  }
  try {
    const { format, accounts } = decode(text);
    if (format === FORMAT && accounts instanceof Map) return accounts as Map<string, Account>;
  } catch (error) {
    throw new Error(`${file} is not a state file of the EasyPost simulator: it is not JSON`, { cause: error });
  }
  throw new Error(`${file} is not a state file of the EasyPost simulator: format ${FORMAT} is expected`);
}

export function createStore(file: string | undefined, accounts: Map<string, Account>): Store {
  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;

  async function write(path: string): Promise<void> {
    next = null;
    const draft = `${path}.${process.pid}.new`;
    await writeFile(draft, encode(accounts));
    await rename(draft, path);
  }

  return {
    save() {
      if (file === undefined) return Promise.resolve();
      next ??= writing = writing.then(
        () => write(file),
        () => write(file),
      );
      return next;
    },
  };
}
