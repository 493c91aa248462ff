import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedProgram, isExecutable, withCacheLock, withWorkFolder } from './cache.ts';
import { runTool, type Progress } from './run-tool.ts';
import { downloadBySdk } from './sdk-download.ts';

const VERSION = '1.38.0';
const ARTIFACT = `io.temporal:temporal-test-server:${VERSION}`;
const NAME = `temporal-test-server-${VERSION}`;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>cartway</groupId><artifactId>test-server</artifactId><version>1</version><dependencies><dependency>
<groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${VERSION}</version>
</dependency></dependencies></project>
`;

// The SDK starts one executable file, the server is a folder of jars.
const WRAPPER = `#!/bin/sh
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -cp "$(dirname "$0")/${NAME}.jars/*" io.temporal.testserver.TestServer "$@"
`;

/**
 * Finds the server on which time can be skipped, for tests of workflows that wait for days: in the cache, by the
 * SDK's download, or from Maven (needs `mvn` and `java`). Throws an error that names every place it tried.
 */
export async function findTimeSkippingServer(progress: Progress): Promise<string> {
  const cached = cachedProgram(NAME);
  if (await isExecutable(cached)) return cached;
  return withCacheLock('temporal-test-server', progress, async () => {
    if (await isExecutable(cached)) return cached;
    progress('No time-skipping Temporal server on this machine yet: fetching one, once');
    const noDownload = await withWorkFolder((folder) => downloadBySdk('createTimeSkipping', folder, cached, progress));
    if (noDownload === null) return cached;
    const noMaven = await installWithMaven(cached, progress);
    if (noMaven === null) return cached;
    throw new Error(
      [
        'No time-skipping Temporal server found. Tried in this order:',
        `  1. ${cached}: not there`,
        `  2. the Temporal SDK's download: ${noDownload}`,
        `  3. Maven's ${ARTIFACT}: ${noMaven}`,
        'Install Java 17 and Maven.',
      ].join('\n'),
    );
  });
}

function installWithMaven(target: string, progress: Progress): Promise<string | null> {
  return withWorkFolder(async (folder) => {
    const java = await runTool(
      { file: 'java', args: ['-version'], doing: 'Asking for Java', timeoutMs: 30_000 },
      progress,
    );
    if (!java.ok) return java.why;
    await writeFile(join(folder, 'pom.xml'), POM);
    const jars = join(folder, 'jars');
    await mkdir(jars);
    const result = await runTool(
      {
        file: 'mvn',
        args: ['-B', '-q', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`],
        cwd: folder,
        doing: 'Fetching the time-skipping server with Maven',
        timeoutMs: 600_000,
      },
      progress,
    );
    if (!result.ok) return result.why;
    await writeFile(join(folder, 'wrapper'), WRAPPER, { mode: 0o755 });
    await rename(jars, `${target}.jars`).catch(keepExisting);
    await rename(join(folder, 'wrapper'), target);
    return null;
  });
}

/** The same jars are there already, from an earlier start that was ended before the wrapper was in place. */
function keepExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
}
