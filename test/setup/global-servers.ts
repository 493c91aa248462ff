import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { openSharedParts, type SharedParts } from './global-shared-parts.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where test files ask for the parts that one run shares. */
    sharedPartsUrl: string;
  }
}

/**
 * Test files run in processes of their own, yet share one PostgreSQL, one Temporal server and one workflow bundle. Each
 * part is started when the first test asks for it, so that a run of pure tests starts none.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const parts = openSharedParts((line) => console.log(`  ${line}`));
  const server = createServer((request, response) => {
    answer(parts, request.url ?? '').then(
      (value) => response.writeHead(200).end(JSON.stringify(value)),
      (error: unknown) => response.writeHead(503).end(error instanceof Error ? error.message : String(error)),
    );
  });
  // The first start of a part may build a server for minutes.
  server.requestTimeout = 0;
  await listen(server);
  project.provide('sharedPartsUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.closeAllConnections();
    server.close();
    await parts.close();
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function answer(parts: SharedParts, path: string): Promise<unknown> {
  switch (path) {
    case '/database':
      return parts.freshDatabase({ migrated: true });
    case '/empty-database':
      return parts.freshDatabase({ migrated: false });
    case '/temporal':
      return parts.temporal();
    case '/time-skipping-program':
      return parts.timeSkippingProgram();
    case '/workflow-bundle':
      return parts.workflowBundle();
    default:
      return Promise.reject(new Error(`Unknown part ${path}`));
  }
}
