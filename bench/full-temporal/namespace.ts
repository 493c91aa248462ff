import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from '../../shared/search-attributes.ts';

const NAMESPACE = 'default';
const START_LIMIT_MS = 60_000;
/** As gRPC numbers it. */
const ALREADY_EXISTS = 6;
/** As Temporal numbers it; every one of ours is a keyword. */
const KEYWORD = 2;

/** Waits until a new service answers and knows the namespace with all search attributes. */
export async function makeNamespace(address: string): Promise<void> {
  const connection = Connection.lazy({ address, connectTimeout: 2_000 });
  try {
    await untilDone('it has a namespace', () => register(connection));
    await untilDone('it knows the search attributes', () => addSearchAttributes(connection));
  } finally {
    await connection.close();
  }
}

async function register({ workflowService }: Connection): Promise<void> {
  try {
    await workflowService.registerNamespace({
      namespace: NAMESPACE,
      workflowExecutionRetentionPeriod: msToTs('1 day'),
    });
  } catch (error) {
    if (!isGrpcServiceError(error) || Number(error.code) !== ALREADY_EXISTS) throw error;
  }
}

/** Adds those that are missing; throws unless there was none, as what was added is seen only after a while. */
async function addSearchAttributes({ operatorService }: Connection): Promise<void> {
  const known = await operatorService.listSearchAttributes({ namespace: NAMESPACE });
  const missing = SEARCH_ATTRIBUTES.map(({ name }) => name).filter((name) => !(name in known.customAttributes));
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
  await operatorService.addSearchAttributes({ namespace: NAMESPACE, searchAttributes });
  throw new Error(`${missing.join(', ')} not seen yet`);
}

async function untilDone(what: string, act: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(`Waited ${START_LIMIT_MS / 1000} s in vain for the Temporal service until ${what}`, {
          cause: error,
        });
      }
    }
    await sleep(200);
  }
}
