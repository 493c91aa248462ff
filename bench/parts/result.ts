/** How a run is measured: `quick` is the smoke form of everything. */
export interface BenchOptions {
  quick: boolean;
}

/** One JSON line. `met` says for each goal of the measure whether it was reached. */
export interface BenchResult {
  [name: string]: unknown;
  met: Record<string, boolean>;
}

export type Measure = (options: BenchOptions) => Promise<BenchResult>;
