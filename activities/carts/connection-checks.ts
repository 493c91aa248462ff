import { isSystemError } from '../errors/system-error.ts';
import type { ConnectionReport } from './contract.ts';

interface ConnectionCheck {
  name: string;
  /** May return words that say what was found. */
  run(): Promise<unknown>;
}

/** Tries each check; one that fails says why in safe words and does not stop the others. */
export async function tryChecks(checks: readonly ConnectionCheck[]): Promise<ConnectionReport> {
  const report: ConnectionReport = { checks: [] };
  for (const { name, run } of checks) {
    try {
      const found = await run();
      report.checks.push({ name, ok: true, detail: typeof found === 'string' ? found : 'works' });
    } catch (error) {
      if (!isSystemError(error)) throw error;
      report.checks.push({ name, ok: false, detail: error.message });
    }
  }
  return report;
}
