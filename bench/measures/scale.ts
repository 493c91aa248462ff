import type { BenchOptions, BenchResult } from '../parts/result.ts';

export async function measureScale(_options: BenchOptions): Promise<BenchResult> {
  return { met: {} };
}
