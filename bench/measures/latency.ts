import type { BenchOptions, BenchResult } from '../parts/result.ts';

export async function measureLatency(_options: BenchOptions): Promise<BenchResult> {
  return { met: {} };
}
