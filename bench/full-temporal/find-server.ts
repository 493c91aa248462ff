import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedProgram, isExecutable, withCacheLock, withWorkFolder } from '../../embedded/cache.ts';
import { runTool, type Progress } from '../../embedded/run-tool.ts';

/** The version that the dev server of embedded/temporal-binary.ts holds, so that both can be compared. */
const VERSION = '1.29.1';
const MODULE = 'go.temporal.io/server';

/** The service itself, and the tool that writes its tables. */
export interface ServerPrograms {
  server: string;
  sqlTool: string;
}

/** The programs, or in a few words why they cannot be had here. */
export type FoundServer = { ok: true; programs: ServerPrograms } | { ok: false; why: string };

/**
 * Finds the full Temporal service in the cache, or builds it with Go, once: up to seven minutes on 2 cores where no
 * module is at hand. `progress` hears what takes time. A machine that cannot build it is no error.
 */
export async function findServer(progress: Progress): Promise<FoundServer> {
  const programs = {
    server: cachedProgram(`temporal-server-${VERSION}`),
    sqlTool: cachedProgram(`temporal-sql-tool-${VERSION}`),
  };
  if (await areThere(programs)) return { ok: true, programs };
  return withCacheLock('temporal-server', progress, async () => {
    if (await areThere(programs)) return { ok: true, programs };
    progress('No full Temporal service on this machine yet: building one with Go, once');
    const why = await build(programs, progress);
    return why === null ? { ok: true, programs } : { ok: false, why };
  });
}

async function areThere({ server, sqlTool }: ServerPrograms): Promise<boolean> {
  return (await isExecutable(server)) && (await isExecutable(sqlTool));
}

function build({ server, sqlTool }: ServerPrograms, progress: Progress): Promise<string | null> {
  return withWorkFolder(async (folder) => {
    const packages = ['cmd/server', 'cmd/tools/sql'].map((path) => `${MODULE}/${path}@v${VERSION}`);
    const result = await runTool(
      {
        file: 'go',
        args: ['install', ...packages],
        env: { ...process.env, GOBIN: folder, GOTOOLCHAIN: process.env['GOTOOLCHAIN'] ?? 'auto' },
        doing: 'Building the full Temporal service with Go',
        timeoutMs: 1_200_000,
      },
      progress,
    );
    if (!result.ok) return result.why;
    await rename(join(folder, 'sql'), sqlTool);
    await rename(join(folder, 'server'), server);
    progress('The full Temporal service is built');
    return null;
  });
}
