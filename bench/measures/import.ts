import type { BenchOptions, BenchResult } from '../parts/result.ts';

export async function measureImport(_options: BenchOptions): Promise<BenchResult> {
  return { met: {} };
}
