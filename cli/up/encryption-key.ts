import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The data directory's encryption keys, as `CARTWAY_ENCRYPTION_KEYS` takes them; made on first use, readable by its owner only. */
export async function dataDirKeys(dataDir: string): Promise<string> {
  const path = join(dataDir, 'encryption-keys');
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(path, `local:${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(path, 'utf8')).trim();
}
