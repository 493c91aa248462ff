import type { BenchOptions, BenchResult } from '../parts/result.ts';

export async function measureTracking(_options: BenchOptions): Promise<BenchResult> {
  return { met: {} };
}
