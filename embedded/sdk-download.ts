import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool, type Progress } from './run-tool.ts';

/** Which of the two servers the SDK's testing package can download. */
export type Downloadable = 'createLocal' | 'createTimeSkipping';

// In a process of its own: the SDK's runtime can be set up only once in a process, and the worker does that later.
const SCRIPT = `
import { TestWorkflowEnvironment } from '@temporalio/testing';
const [kind, downloadDir] = process.argv.slice(1);
const env = await TestWorkflowEnvironment[kind]({ server: { executable: { type: 'cached-download', downloadDir } } });
await env.teardown();`;

/** Lets the Temporal SDK download a server into `folder` and moves it to `target`; tells why where it cannot. */
export async function downloadBySdk(
  kind: Downloadable,
  folder: string,
  target: string,
  progress: Progress,
): Promise<string | null> {
  const result = await runTool(
    {
      file: process.execPath,
      args: ['--input-type=module', '-e', SCRIPT, kind, folder],
      // Modules of a script given by -e are looked up from here.
      cwd: import.meta.dirname,
      doing: 'Downloading through the Temporal SDK',
      timeoutMs: 300_000,
    },
    progress,
  );
  if (!result.ok) return 'the download host cannot be reached or gave no program';
  const [file] = await readdir(folder);
  if (!file) return 'the SDK left no program behind';
  await rename(join(folder, file), target);
  return null;
}
