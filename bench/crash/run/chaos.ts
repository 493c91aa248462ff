import { cartName, merchantName, SCARCE } from '../plan/catalogue.ts';
import type { PlannedTrouble, Trouble } from '../plan/chaos.ts';
import type { KillableServer } from '../stack/servers.ts';
import { testKey } from '../stack/world.ts';
import type { Run } from './ledger.ts';
import { pause, pauseUntil, untilDone } from './pauses.ts';
import { noRecoveries, secondsToRecover, type Back, type Recoveries } from './recovery.ts';

interface Chaos {
  run: Run;
  recoveries: Recoveries;
  /** Recoveries that are being timed. */
  timed: Promise<void>[];
  /** How often each worker was ended. */
  ends: number[];
}

/** Breaks everything at its time. The recoveries are complete when `recovered` resolves. */
export async function causeTrouble(run: Run): Promise<{ recoveries: Recoveries; recovered: Promise<unknown> }> {
  const chaos: Chaos = { run, recoveries: noRecoveries(), timed: [], ends: run.stack.workers.map(() => 0) };
  await Promise.all(
    run.plan.troubles.map(async (trouble: PlannedTrouble) => {
      await pauseUntil(run.startedAt + trouble.atMs, run.signal);
      if (!run.signal.aborted) await cause(chaos, trouble);
    }),
  );
  return { recoveries: chaos.recoveries, recovered: Promise.all(chaos.timed) };
}

/** Ends all faults and outages; what is armed and was not met is met no more. */
export async function endTrouble({ stack: { world } }: Run): Promise<void> {
  await world.easypost.clearFaults();
  await Promise.all(world.carts.map(({ control }) => control.clearFaults()));
}

async function cause(chaos: Chaos, trouble: Trouble): Promise<void> {
  const { world, postgres, temporal } = chaos.run.stack;
  switch (trouble.kind) {
    case 'kill_worker':
    case 'drain_worker':
      return endWorker(chaos, trouble.worker, trouble.kind);
    case 'freeze_worker':
      return freezeWorker(chaos, trouble.worker, trouble.ms);
    case 'kill_postgres':
      return killServer(chaos, 'postgres', postgres, trouble.downMs);
    case 'kill_temporal':
      return killServer(chaos, 'temporal', temporal, trouble.downMs);
    case 'easypost_outage':
      await world.easypost.addFault({ effect: { kind: 'outage' }, durationMs: trouble.ms });
      await waitOut(chaos, 'EasyPost', trouble.ms);
      return timeRecovery(chaos, { part: 'easypost' });
    case 'cart_outage': {
      const names = trouble.carts.map(cartName);
      for (const cart of trouble.carts) await world.carts[cart]?.control.addFault({ fault: { kind: 'outage' } });
      await waitOut(chaos, names.join(' and '), trouble.ms);
      for (const cart of trouble.carts) await world.carts[cart]?.control.clearFaults();
      return timeRecovery(chaos, { part: 'cart', carts: names });
    }
    case 'easypost_fault':
      await world.easypost.addFault({ ...trouble.fault, key: testKey(trouble.merchant) });
      return;
    case 'cart_fault':
      return world.carts[trouble.cart]?.control.addFault(trouble.fault);
    case 'stock_arrives':
      chaos.run.progress(`${trouble.units} × ${SCARCE} arrive for ${merchantName(trouble.merchant)}`);
      return world.easypost.addStock({ key: testKey(trouble.merchant), barcode: SCARCE, units: trouble.units });
  }
}

function timeRecovery(chaos: Chaos, back: Back): void {
  const { run, recoveries, timed } = chaos;
  const ofPart = recoveries[back.part];
  const index = ofPart.push(null) - 1;
  timed.push(
    secondsToRecover(run, back).then((seconds) => {
      ofPart[index] = seconds;
      const how = seconds === null ? 'did not recover' : `recovered after ${seconds.toFixed(1)} s`;
      run.progress(`${back.part} ${how}`);
    }),
  );
}

async function waitOut({ run }: Chaos, what: string, ms: number): Promise<void> {
  run.progress(`Away for ${(ms / 1000).toFixed(0)} s: ${what}`);
  await pause(ms, run.signal);
  run.progress(`Back: ${what}`);
}

async function killServer(
  chaos: Chaos,
  part: 'postgres' | 'temporal',
  server: KillableServer,
  downMs: number,
): Promise<void> {
  chaos.run.progress(`${part} is killed`);
  server.kill();
  await pause(downMs, chaos.run.signal);
  await server.restart();
  chaos.run.progress(`${part} runs again`);
  timeRecovery(chaos, { part });
}

async function freezeWorker({ run }: Chaos, index: number, ms: number): Promise<void> {
  const worker = run.stack.workers[index];
  await untilDone(async () => (await worker?.isServing()) || null, run.signal);
  run.progress(`${worker?.name} is frozen for ${(ms / 1000).toFixed(0)} s`);
  await worker?.freeze(ms, run.signal);
}

/** Timed until its successor serves every queue; not where that one is ended before. */
async function endWorker(chaos: Chaos, index: number, how: 'kill_worker' | 'drain_worker'): Promise<void> {
  const worker = chaos.run.stack.workers[index];
  if (!worker) return;
  // On a busy machine one that is only starting is spared, or none would ever work.
  if (!(await worker.isServing())) return chaos.run.progress(`${worker.name} is still starting, and is spared`);
  const began = Date.now();
  const count = (chaos.ends[index] = (chaos.ends[index] ?? 0) + 1);
  chaos.run.progress(`${worker.name} is ${how === 'kill_worker' ? 'killed' : 'drained'}`);
  if (how === 'drain_worker') return worker.drain();
  worker.kill();
  await pause(1_000, chaos.run.signal);
  const ready = await untilDone(async () => {
    if (chaos.ends[index] !== count) return 'ended again' as const;
    return (await worker.isReady()) ? ('ready' as const) : null;
  }, chaos.run.signal);
  if (ready !== 'ended again') chaos.recoveries.worker.push(ready === null ? null : (Date.now() - began) / 1000);
}
