import { mkdir, writeFile } from 'node:fs/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

/** Keeps a workflow's history for `test/histories`, when the run is asked to record. */
export async function recordHistory(handle: WorkflowHandle, name: string): Promise<void> {
  if (process.env['CARTWAY_RECORD_HISTORIES'] !== 'yes') return;
  // Which process did it says nothing about the workflow.
  const history = historyToJSON(await handle.fetchHistory()).replaceAll(/"identity": "[^"]*"/g, '"identity": "worker"');
  await mkdir('test/histories', { recursive: true });
  await writeFile(`test/histories/${name}.json`, `${history}\n`);
}
