import { startPostgres } from '../../embedded/postgres.ts';
import { startTemporal } from '../../embedded/temporal-server.ts';

/** Started by lifetime.test.ts in a process of its own, which is then killed. */
export async function startBoth(dataDir: string): Promise<{ postgres: number; temporal: number }> {
  const [postgres, temporal] = await Promise.all([
    startPostgres({ dataDir, persistent: true, durable: false }),
    startTemporal({ searchAttributes: [], headless: true }),
  ]);
  return { postgres: postgres.pid, temporal: temporal.pid };
}
