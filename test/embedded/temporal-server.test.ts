import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isRunning } from '../../embedded/cache.ts';
import { freePort } from '../../embedded/ports.ts';
import { startTemporal, type RunningTemporal, type TemporalOptions } from '../../embedded/temporal-server.ts';
import { SEARCH_ATTRIBUTE, SEARCH_ATTRIBUTES } from '../../shared/search-attributes.ts';
import { until } from '../setup/poll.ts';
import { describeWithTemporal } from '../setup/temporal.ts';

await describeWithTemporal('startTemporal', () => {
  let folder: string;
  const started: RunningTemporal[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cartway-temporal-'));
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  async function start(options: Partial<TemporalOptions> = {}): Promise<RunningTemporal> {
    const server = await startTemporal({ searchAttributes: SEARCH_ATTRIBUTES, headless: true, ...options });
    started.push(server);
    return server;
  }

  async function withClient<T>(address: string, work: (client: Client) => Promise<T>): Promise<T> {
    const connection = await Connection.connect({ address });
    try {
      return await work(new Client({ connection }));
    } finally {
      await connection.close();
    }
  }

  test('takes workflows with search attributes at once, keeps them in its file, and finds them after a restart', async () => {
    const dataFile = join(folder, 'data', 'temporal.db');
    const first = await start({ dataFile });
    await withClient(first.address, (client) =>
      client.workflow.start('order', {
        workflowId: 'order:kept',
        taskQueue: 'nobody',
        typedSearchAttributes: [{ key: SEARCH_ATTRIBUTE.merchant, value: 'acme' }],
      }),
    );
    await first.stop();
    const second = await start({ dataFile });
    const found = await until('the workflow is listed', () =>
      withClient(second.address, async (client) => {
        for await (const workflow of client.workflow.list({ query: `CartwayMerchant = 'acme'` })) return workflow;
        return null;
      }),
    );
    expect([found.workflowId, found.status.name]).toEqual(['order:kept', 'RUNNING']);
  });

  test('serves its Web UI on the address that it tells', async () => {
    const server = await start({ headless: false });
    const url = `${server.uiUrl}/api/v1/namespaces/default`;
    // It answers before it has reached the server behind it.
    const answer = await until('the page is there', async () => {
      const response = await fetch(url).catch(() => null);
      return response?.ok ? response : null;
    });
    expect(await answer.json()).toMatchObject({ namespaceInfo: { name: 'default' } });
  });

  test('is gone after stop, which may be called twice', async () => {
    const server = await start();
    await server.stop();
    await server.stop();
    expect(isRunning(server.pid)).toBe(false);
  });

  test('a port in use is an error that names it', async () => {
    const port = await freePort();
    await start({ port });
    await expect(start({ port })).rejects.toThrow(`Port ${port} for the Temporal server is in use`);
  });

  test('a data file that it cannot open is an error with its last words, and no process stays', async () => {
    await expect(start({ dataFile: folder })).rejects.toThrow(/The Temporal server ended by itself .*Its last lines/s);
  });
});
