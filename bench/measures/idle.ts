import type { BenchOptions, BenchResult } from '../parts/result.ts';

export async function measureIdle(_options: BenchOptions): Promise<BenchResult> {
  return { met: {} };
}
