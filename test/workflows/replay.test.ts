import { readdir, readFile } from 'node:fs/promises';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { WORKFLOW } from '../../shared/names.ts';
import { workflowBundle } from '../setup/temporal.ts';

const FOLDER = new URL('../histories/', import.meta.url);
const STEPS = Object.values(WORKFLOW).filter((workflow) => workflow !== WORKFLOW.order);
const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.json'));

Runtime.install({ logger: new DefaultLogger('ERROR') });

describe('Histories recorded by released workflows', () => {
  it('are there for every path of an order and for every other workflow', () => {
    expect(files.length).toBeGreaterThanOrEqual(18 + STEPS.length);
    expect(files).toEqual(expect.arrayContaining(STEPS.map((workflow) => `${workflow}.json`)));
  });

  it('replay with the workflows of this build', async () => {
    const histories = files.map(async (name) => ({
      workflowId: name,
      history: historyFromJSON(JSON.parse(await readFile(new URL(name, FOLDER), 'utf8'))),
    }));
    const bundle = await workflowBundle();
    const failures: string[] = [];
    for await (const { workflowId, error } of Worker.runReplayHistories(
      { workflowBundle: bundle },
      await Promise.all(histories),
    )) {
      if (error) failures.push(`${workflowId}: ${error.message}`);
    }
    expect(failures).toEqual([]);
  });

  it.each([
    ['one-parcel', 'sendOrder', 'writeParcels'],
    ['readStock', 'releaseBackorders', 'pushStock'],
  ])('%s would not replay if the order of its steps changed', async (name, step, other) => {
    const text = await readFile(new URL(`${name}.json`, FOLDER), 'utf8');
    const history = historyFromJSON(JSON.parse(text.replaceAll(`"${step}"`, `"${other}"`)));
    await expect(
      Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, history, 'changed'),
    ).rejects.toThrow();
  });
});
