import { renderOrder } from '../../cli/render/order.ts';
import { findOrder } from '../../operations/find-order.ts';
import type { OperationContext } from '../../operations/context.ts';
import { showOrder } from '../../operations/show-order.ts';
import { CHECK_NAMES, type CheckName, type Verdict } from './judge/verdict.ts';
import type { Outcome } from './run/run.ts';

/** The last line of a run. From `lost` to `stuck` all must be 0. */
export function resultLine({ verdict, recovery, workerFailures }: Outcome, seed: number): object {
  const { findings, waiting: _waiting, ...endings } = verdict;
  const counts = CHECK_NAMES.map((name): [CheckName, number] => [
    name,
    findings.filter(({ check }) => check === name).length,
  ]);
  return {
    ...endings,
    ...Object.fromEntries(counts),
    seed,
    recovery_seconds: recovery,
    worker_failures: workerFailures,
  };
}

/** Each order with a finding: what is wrong, and all that an operator would see of it. */
export async function describeFindings(context: OperationContext, { findings }: Verdict): Promise<string> {
  const numbers = [...new Set(findings.map(({ number }) => number))];
  const parts: string[] = [];
  for (const number of numbers) {
    const own = findings.filter((finding) => finding.number === number);
    parts.push(
      [`=== ${number ?? 'At EasyPost'}`, ...own.map(({ check, text }) => `${check}: ${text}`)].join('\n'),
      ...(number === null ? [] : [await orderText(context, number)]),
    );
  }
  return parts.join('\n');
}

async function orderText(context: OperationContext, number: string): Promise<string> {
  try {
    const order = await findOrder(context, { order: number });
    return renderOrder(await showOrder(context, order), { now: new Date(), zone: 'UTC' });
  } catch (error) {
    return `It cannot be shown: ${(error as Error).message}`;
  }
}
