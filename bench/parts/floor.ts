import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FloorAnswer, FloorRequest } from './floor-process.ts';

const PROGRAM = fileURLToPath(new URL('./floor-process.js', import.meta.url));

/** Bare Temporal on the same server: one worker process with empty workflows of the same shape as an order's. */
export interface Floor {
  pid: number;
  /** Starts, signals and finishes so many empty orders. Resolves when all were signalled. */
  run(request: FloorRequest): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the worker and waits until it has made its bundle. Ends with this process. */
export async function startFloor(temporalAddress: string): Promise<Floor> {
  const child = fork(PROGRAM, [], {
    env: { ...process.env, TEMPORAL_ADDRESS: temporalAddress },
    stdio: ['ignore', 'ignore', process.env['BENCH_LOG'] ? 'inherit' : 'ignore', 'ipc'],
  });
  const nextAnswer = async (): Promise<FloorAnswer> => {
    const ended = once(child, 'exit').then(() => ({ error: 'the bare worker ended' }));
    const heard = once(child, 'message').then(([answer]) => answer as FloorAnswer);
    return Promise.race([heard, ended]);
  };
  const expectAnswer = async () => {
    const answer = await nextAnswer();
    if ('error' in answer) throw new Error(answer.error);
  };
  await expectAnswer();
  return {
    pid: child.pid ?? 0,
    async run(request) {
      child.send(request);
      await expectAnswer();
    },
    async stop() {
      const ended = once(child, 'exit');
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
