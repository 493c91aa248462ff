import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from '../../shared/search-attributes.ts';
import { until } from '../setup/poll.ts';
import type { SharedTemporal } from '../setup/temporal.ts';

/** As the server numbers it. */
const KEYWORD = 2;

/** A namespace of the test's own: a reconcile deletes every Schedule that it does not know. */
export async function freshNamespace({ address }: SharedTemporal): Promise<Client> {
  const connection = await Connection.connect({ address });
  const namespace = `test-${randomUUID()}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  const client = new Client({ connection, namespace });
  await until('the namespace is known', async () => {
    try {
      await client.workflow.count();
      await client.workflowService.listSchedules({ namespace });
      return true;
    } catch {
      return false;
    }
  });
  await connection.operatorService.addSearchAttributes({
    namespace,
    // Every one of ours is a keyword.
    searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTES.map(({ name }) => [name, KEYWORD])),
  });
  return client;
}
