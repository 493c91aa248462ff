import type { Command } from 'commander';
import { createCartControl } from '../../simulators/cart/control.ts';
import { createControl } from '../../simulators/easypost/control.ts';
import { run } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { withContext } from '../open-context.ts';
import { tell } from '../output.ts';
import { onStopSignal } from '../stop-signal.ts';
import { addressLines, guideLines } from './guide.ts';
import { createNarrator } from './narrator.ts';
import { startParts, type DemoParts } from './parts.ts';
import { setUpMerchant } from './set-up.ts';
import { orderNow, StoryError, type Stage } from './stage.ts';
import { tellStory, type Told } from './story.ts';
import { verifyStory } from './verify.ts';

/** How orders placed after the story move by themselves. */
const PACE = { pickMs: 5_000, shipMs: 5_000, betweenParcelsMs: 10_000, parcels: 2 };

interface DemoOptions {
  once?: boolean;
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

function openStage(parts: DemoParts, context: Stage['context'], signal: AbortSignal): Stage {
  return {
    context,
    easypost: createControl(parts.easypost.controlUrl),
    cart: createCartControl(parts.cart.controlUrl),
    narrator: createNarrator(write, process.stdout.isTTY),
    signal,
  };
}

/** Returns what is otherwise than told. */
async function play(parts: DemoParts, stage: Stage): Promise<{ told: Told[]; differing: string[] }> {
  try {
    await setUpMerchant(stage, parts.cart);
    const told = await tellStory(stage);
    return { told, differing: await verifyStory(stage, told) };
  } catch (error) {
    if (error instanceof StoryError) return { told: [], differing: [error.message] };
    throw error;
  }
}

function report(told: readonly Told[], differing: readonly string[]): void {
  write('');
  if (differing.length === 0) {
    write(`All ${told.length} orders stand as told: in the database, at the EasyPost simulator and in the shop.`);
  } else {
    write('This is otherwise than told:');
    for (const text of differing) write(`  ${text}`);
  }
}

/** Keeps everything running until it is asked to end. */
async function stayOpen(parts: DemoParts, stage: Stage, told: readonly Told[]): Promise<void> {
  const open = told.find(({ status }) => status === 'backordered');
  const waiting = open ? await orderNow(stage, open.number) : null;
  await stage.easypost.setSpeed(PACE);
  for (const line of ['', ...guideLines(parts, waiting)]) write(line);
  await new Promise<void>((resolve) => {
    if (stage.signal.aborted) resolve();
    else stage.signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Returns whether the story went as told. */
async function perform(parts: DemoParts, { once }: DemoOptions, signal: AbortSignal): Promise<boolean> {
  write('Cartway demo. EasyPost and the shop are simulated on this machine; nothing leaves it.');
  for (const line of addressLines(parts)) write(line);
  return withContext({ dataDir: parts.dataDir, as: 'demo' }, async (context) => {
    const stage = openStage(parts, context, signal);
    const { told, differing } = await play(parts, stage);
    report(told, differing);
    if (!once) await stayOpen(parts, stage, told);
    return differing.length === 0;
  });
}

/** Plays until the end, or until `stop` aborts; that counts as success only after the story. */
async function playUntilStopped(parts: DemoParts, options: DemoOptions, stop: AbortController): Promise<boolean> {
  const workerFailed = parts.stack.worker.ended.catch((error: unknown) => {
    stop.abort();
    throw error;
  });
  workerFailed.catch(() => undefined);
  let went = false;
  try {
    if (!stop.signal.aborted) went = await perform(parts, options, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    tell('Stopping …');
    await parts.stop();
    tell('Everything is stopped, and its data is removed.');
  }
  await workerFailed;
  return went;
}

/** `cartway demo`: everything on this machine, and six orders whose story is told as it happens. */
export function demoCommand(program: Command): void {
  const demo = program
    .command('demo')
    .description('run everything with a simulated EasyPost and shop, and tell what becomes of six orders')
    .option('--once', 'end after the story: 0 when every order ended as told, 1 otherwise');
  run<DemoOptions>(demo, async (_, options) => {
    const stop = new AbortController();
    const forget = onStopSignal(() => stop.abort());
    try {
      const parts = await startParts(tell);
      return (await playUntilStopped(parts, options, stop)) ? EXIT.ok : EXIT.failed;
    } finally {
      forget();
    }
  });
}
