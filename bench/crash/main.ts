import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { outliveReader } from '../../cli/lost-reader.ts';
import { Teardown } from '../../embedded/teardown.ts';
import { cleanOnInterrupt, wasInterrupted } from '../parts/interrupt.ts';
import { makePlan, type Plan, type PlanSettings } from './plan/plan.ts';
import { describeFindings, resultLine } from './report.ts';
import { runPlan } from './run/run.ts';
import { startStack, type Stack } from './stack/stack.ts';

type Options = Omit<PlanSettings, 'seed'> & { seed?: number; keep?: boolean };

function number(low: number, high: number, whole: boolean): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
    throw new InvalidArgumentError(`allowed is a ${whole ? 'whole ' : ''}number from ${low} to ${high}.`);
  };
}

function readOptions(): Options {
  return new Command('crash')
    .description('Kills every part of Cartway while orders go through, and shows that none is lost or sent twice')
    .option('--orders <count>', 'orders that come in', number(15, 100_000, true), 60)
    .option('--minutes <minutes>', 'how long it takes about; 1 is the form for CI', number(0.5, 600, false), 4)
    .option('--seed <seed>', 'which orders and failures (default: another every time)', number(0, 4e9, true))
    .option('--keep', 'leave data and logs where they are')
    .parse()
    .opts();
}

const given = readOptions();
const options = { ...given, seed: given.seed ?? Math.floor(Math.random() * 1e6) };
const began = Date.now();

function progress(line: string): void {
  process.stderr.write(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
}

/** Runs the plan once. Returns the exit code: 0 only where nothing is wrong. */
async function crash(stack: Stack, plan: Plan): Promise<number> {
  const outcome = await runPlan(plan, stack, progress);
  const { findings, waiting } = outcome.verdict;
  for (const { number, why } of waiting) progress(`${number} waits: ${why}`);
  if (findings.length > 0) process.stderr.write(`${await describeFindings(stack.context, outcome.verdict)}\n`);
  process.stdout.write(`${JSON.stringify(resultLine(outcome, options.seed))}\n`);
  return findings.length === 0 ? 0 : 1;
}

async function removeOrKeep(dir: string): Promise<void> {
  if (options.keep) progress(`Kept: ${dir}`);
  else await rm(dir, { recursive: true, force: true });
}

outliveReader();
const teardown = new Teardown();
const forget = cleanOnInterrupt(() => teardown.end());
try {
  const plan = makePlan(options);
  progress(`Seed ${options.seed}`);
  const dir = await teardown.start(() => mkdtemp(join(tmpdir(), 'cartway-crash-')), removeOrKeep);
  const stack = await startStack({ dir, teardown, seed: options.seed, timing: plan.timing, progress });
  process.exitCode = await crash(stack, plan);
  progress('Stopping everything');
} catch (error) {
  if (!wasInterrupted()) throw error;
} finally {
  await teardown.end();
  forget();
}
