import { Worker, type WorkerOptions } from '@temporalio/worker';

/** The Temporal Workers of one process. */
export interface WorkerSet {
  /** Creates a Worker and lets it run. */
  start(options: WorkerOptions): Promise<RunningPart>;
  /** Each Worker's queue and state, for the readiness page. */
  states(): { queue: string; state: string }[];
  /** Stops all and waits until what runs is finished. */
  drain(): Promise<void>;
}

export interface RunningPart {
  /** Stops polling at once; resolves when what runs is finished. */
  stop(): Promise<void>;
}

interface Part {
  worker: Worker;
  ended: Promise<void>;
  stopping: boolean;
}

/** `onFailure` is called once for each Worker that ends by an error of its own. */
export function createWorkerSet(onFailure: (error: unknown) => void): WorkerSet {
  const parts = new Set<Part>();
  const starting = new Set<Promise<Part>>();

  async function create(options: WorkerOptions): Promise<Part> {
    const worker = await Worker.create(options);
    const part: Part = { worker, ended: worker.run().catch(onFailure), stopping: false };
    parts.add(part);
    return part;
  }

  async function stop(part: Part): Promise<void> {
    if (!part.stopping) {
      part.stopping = true;
      if (part.worker.getState() === 'RUNNING') part.worker.shutdown();
    }
    await part.ended;
    parts.delete(part);
  }

  return {
    async start(options) {
      const creating = create(options);
      starting.add(creating);
      try {
        const part = await creating;
        return { stop: () => stop(part) };
      } finally {
        starting.delete(creating);
      }
    },
    states: () =>
      [...parts]
        .filter(({ stopping }) => !stopping)
        .map(({ worker }) => ({ queue: worker.options.taskQueue, state: worker.getState() })),
    async drain() {
      // One that is just being created would otherwise outlive its connection.
      await Promise.allSettled(starting);
      await Promise.all([...parts].map(stop));
    },
  };
}
