import { isSettled, judge, type Verdict } from '../judge/verdict.ts';
import { ABSENT, FIRST_STOCK, MERCHANTS } from '../plan/catalogue.ts';
import { testKey } from '../stack/world.ts';
import { collectEvidence } from './collect.ts';
import type { Run } from './ledger.ts';
import { pause } from './pauses.ts';
import { runAllSteps } from './steps.ts';

const LOOK_EVERY_MS = 2_000;
const STEPS_LIMIT_MS = 90_000;
const LAST_DELIVERY = 10_000;
const NEVER_THERE = new Set([ABSENT]);

/** More of everything but what never arrives: no order has a reason to wait for stock any more. */
export async function deliverLastStock({ stack: { world } }: Run): Promise<void> {
  for (const merchant of MERCHANTS.keys()) {
    for (const barcode of Object.keys(FIRST_STOCK)) {
      if (NEVER_THERE.has(barcode)) continue;
      await world.easypost.addStock({ key: testKey(merchant), barcode, units: LAST_DELIVERY });
    }
  }
}

type Look = { verdict: Verdict; quiet: boolean; unsettled: string[] };

async function look(run: Run): Promise<Look> {
  const evidence = await collectEvidence(run);
  const verdict = judge(evidence);
  const unsettled = evidence.orders.filter((order) => !isSettled(order, NEVER_THERE)).map(({ number }) => number);
  return { verdict, unsettled, quiet: unsettled.length === 0 && verdict.findings.length === 0 };
}

/** A part that still comes up makes a look fail: the next one counts. */
async function tryToLook(run: Run): Promise<Look | null> {
  return look(run).catch((error: unknown) => {
    run.progress(`A look failed: ${(error as Error).message}`);
    return null;
  });
}

/**
 * Looks until two looks in a row find every order at rest and nothing wrong, with every step of Cartway run once in
 * between, and what EasyPost or a cart commits late is there. Gives the last verdict when that takes too long.
 */
export async function judgeWhenQuiet(run: Run): Promise<Verdict> {
  const { timing } = run.plan;
  await pause(timing.lateCommitMs + 1_000, run.signal);
  const deadline = Date.now() + timing.quietLimitMs;
  for (;;) {
    const first = await tryToLook(run);
    if (first?.quiet) {
      const stepped = await runAllSteps(run.stack.context, STEPS_LIMIT_MS).then(
        () => true,
        () => false,
      );
      const second = stepped ? await tryToLook(run) : null;
      if (second?.quiet) return second.verdict;
    } else if (first) {
      const [example] = first.verdict.findings;
      run.progress(
        `${first.unsettled.length} orders are not at rest, ${first.verdict.findings.length} findings` +
          (example ? ` (${example.number}: ${example.text})` : ` (${first.unsettled[0]})`),
      );
    }
    if (Date.now() > deadline) {
      const last = await look(run);
      return { ...last.verdict, findings: [...last.verdict.findings, ...notAtRest(last)] };
    }
    await pause(LOOK_EVERY_MS, run.signal);
  }
}

/** An order that can go on and does not is stuck, whatever it says. */
function notAtRest({ verdict, unsettled }: Look): Verdict['findings'] {
  const known = new Set(verdict.findings.filter(({ check }) => check === 'stuck').map(({ number }) => number));
  return unsettled
    .filter((number) => !known.has(number))
    .map((number) => ({ check: 'stuck' as const, number, text: 'it could go on, and did not come to rest in time' }));
}
