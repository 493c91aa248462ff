import { fileURLToPath } from 'node:url';
import { startServer } from '../../embedded/server-process.ts';
import { until } from './until.ts';

const PROGRAM = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+/;

/** A worker as production runs it: `cartway worker`. */
export interface WorkerHandle {
  pid: number;
  /** Where it tells its health and metrics. */
  url: string;
  stop(): Promise<void>;
}

/** Starts a worker and waits until it serves every queue. */
export async function startWorkerProcess(variables: Record<string, string>): Promise<WorkerHandle> {
  let url = '';
  const server = await startServer({
    name: 'The worker',
    file: process.execPath,
    args: [PROGRAM, 'worker'],
    env: { ...process.env, ...variables },
    stopSignal: 'SIGTERM',
    log: (line) => {
      url ||= ADDRESS.exec(line)?.[0] ?? '';
      if (process.env['BENCH_LOG']) process.stderr.write(`worker: ${line}\n`);
    },
  });
  await server.sawLine((line) => ADDRESS.test(line));
  const ready = async () => (await fetch(`${url}/readyz`)).ok;
  await Promise.race([until('the worker is ready', ready, { seconds: 60 }), server.ended]);
  return { pid: server.pid, url, stop: () => server.stop() };
}
