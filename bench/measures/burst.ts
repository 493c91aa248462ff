import type { BenchOptions, BenchResult } from '../parts/result.ts';

export async function measureBurst(_options: BenchOptions): Promise<BenchResult> {
  return { met: {} };
}
