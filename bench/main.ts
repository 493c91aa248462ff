import { inspect } from 'node:util';
import { Command } from 'commander';
import { outliveReader } from '../cli/lost-reader.ts';
import { wasInterrupted } from './parts/interrupt.ts';
import { say } from './parts/progress.ts';
import type { Measure } from './parts/result.ts';

/** Each measure by name, in the order in which all of them run. */
const MEASURES: Record<string, () => Promise<Measure>> = {
  history: async () => (await import('./measures/history.ts')).measureHistory,
  throughput: async () => (await import('./measures/throughput.ts')).measureThroughput,
  tracking: async () => (await import('./measures/tracking.ts')).measureTracking,
  import: async () => (await import('./measures/import.ts')).measureImport,
  burst: async () => (await import('./measures/burst.ts')).measureBurst,
  latency: async () => (await import('./measures/latency.ts')).measureLatency,
  idle: async () => (await import('./measures/idle.ts')).measureIdle,
  scale: async () => (await import('./measures/scale.ts')).measureScale,
};

/** A measurement must never touch the systems that this machine works with. */
function forgetSurroundings(): void {
  for (const name of Object.keys(process.env)) {
    if (/^(CARTWAY|TEMPORAL)_/.test(name) && name !== 'CARTWAY_CACHE') delete process.env[name];
  }
}

async function run(name: string, quick: boolean): Promise<void> {
  say(`--- ${name}`);
  try {
    const load = MEASURES[name];
    if (!load) throw new Error(`"${name}" is no measure; allowed are ${Object.keys(MEASURES).join(', ')}`);
    const result = await (await load())({ quick });
    process.stdout.write(`${JSON.stringify({ bench: name, ...result })}\n`);
  } catch (error) {
    if (wasInterrupted()) return;
    process.exitCode = 1;
    process.stdout.write(`${JSON.stringify({ bench: name, error: String(error) })}\n`);
    say(inspect(error));
  }
}

const program = new Command('bench')
  .description('Measures Cartway on this machine; one JSON line per measure (docs/performance.md)')
  .argument('[measure...]', `any of ${Object.keys(MEASURES).join(', ')}; all where none is named`)
  .option('--quick', 'everything small: whether the measures run, not how fast Cartway is', false)
  .action(async (names: string[], { quick }: { quick: boolean }) => {
    forgetSurroundings();
    for (const name of names.length > 0 ? names : Object.keys(MEASURES)) {
      if (!wasInterrupted()) await run(name, quick);
    }
  });

outliveReader();
await program.parseAsync();
