import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Where `cartway up` keeps everything, unless `--data-dir` says otherwise. */
export const DEFAULT_DATA_DIR = '.cartway';

const connectionSchema = z.object({
  /** Process that runs the servers. */
  pid: z.int(),
  /** Environment variables that lead to them. */
  environment: z.record(z.string(), z.string()),
});

export type ConnectionFile = z.infer<typeof connectionSchema>;

function pathIn(dataDir: string): string {
  return join(dataDir, 'connection.json');
}

/** What `cartway up` left in the data directory, or null. Throws where the file is not one of ours. */
export function readConnection(dataDir: string): ConnectionFile | null {
  const path = pathIn(dataDir);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`${path} cannot be read; allowed is a file that this user may read`, { cause: error });
  }
  try {
    return connectionSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${path} is not a connection file; delete it and run: cartway up`, { cause: error });
  }
}

/** Writes the file as a whole, readable by its owner only: it holds the database's password and the keys. */
export async function writeConnection(dataDir: string, connection: ConnectionFile): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const temporary = `${pathIn(dataDir)}.${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, pathIn(dataDir));
}

export async function removeConnection(dataDir: string): Promise<void> {
  await rm(pathIn(dataDir), { force: true });
}

/** Fills variables that the environment does not set from the data directory's connection file, if there is one. */
export function adoptConnection(dataDir: string): void {
  // An environment that names its own database is not mixed with the file's.
  if (process.env['CARTWAY_DATABASE_URL']) return;
  for (const [name, value] of Object.entries(readConnection(dataDir)?.environment ?? {})) process.env[name] ||= value;
}
