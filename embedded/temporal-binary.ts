import { chmod, rename } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cachedProgram, isExecutable, withCacheLock, withWorkFolder } from './cache.ts';
import { runTool, type Progress } from './run-tool.ts';
import { downloadBySdk } from './sdk-download.ts';

/** The newest version that `go install` accepts; later ones replace a module in their go.mod. */
const GO_PACKAGE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';

/**
 * Finds the Temporal CLI, whose dev server Cartway runs where no Temporal service is given: on PATH, in the cache,
 * by the SDK's download, or built with Go (two to six minutes, once). `progress` hears what takes time.
 * Throws an error that names every place it tried.
 */
export async function findTemporal(progress: Progress): Promise<string> {
  const cached = cachedProgram('temporal');
  const onPath = await temporalOnPath();
  if (onPath) return onPath;
  if (await isExecutable(cached)) return cached;
  return withCacheLock('temporal', progress, async () => {
    if (await isExecutable(cached)) return cached;
    progress('No Temporal server on this machine yet: fetching one, once');
    const noDownload = await withWorkFolder((folder) => downloadBySdk('createLocal', folder, cached, progress));
    if (noDownload === null) return cached;
    progress('Building the Temporal server with Go instead; this takes two to six minutes, once');
    const noBuild = await buildWithGo(cached, progress);
    if (noBuild === null) return cached;
    throw new Error(notFound(cached, noDownload, noBuild));
  });
}

async function temporalOnPath(): Promise<string | null> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const candidate = join(folder, 'temporal');
    if (!folder || !(await isExecutable(candidate))) continue;
    const answer = await runTool(
      { file: candidate, args: ['--version'], doing: 'Asking its version', timeoutMs: 10_000 },
      () => undefined,
    );
    if (answer.ok && /temporal version/i.test(answer.output)) return candidate;
  }
  return null;
}

function buildWithGo(target: string, progress: Progress): Promise<string | null> {
  return withWorkFolder(async (folder) => {
    const result = await runTool(
      {
        file: 'go',
        args: ['install', GO_PACKAGE],
        env: { ...process.env, GOBIN: folder, GOTOOLCHAIN: process.env['GOTOOLCHAIN'] ?? 'auto' },
        doing: 'Building the Temporal server with Go',
        timeoutMs: 900_000,
      },
      progress,
    );
    if (!result.ok) return result.why;
    const built = join(folder, 'temporal');
    await chmod(built, 0o755);
    await rename(built, target);
    progress('The Temporal server is built');
    return null;
  });
}

function notFound(cached: string, noDownload: string, noBuild: string): string {
  return [
    'No Temporal server found. Tried in this order:',
    '  1. "temporal" on PATH: not there',
    `  2. ${cached}: not there`,
    `  3. the Temporal SDK's download: ${noDownload}`,
    `  4. go install ${GO_PACKAGE}: ${noBuild}`,
    'Install the Temporal CLI, or Go, or set TEMPORAL_ADDRESS to a Temporal service that runs already.',
  ].join('\n');
}
