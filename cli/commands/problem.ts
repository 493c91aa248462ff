import type { Command } from 'commander';
import { listProblemGroups } from '../../database/queries/problems.ts';
import { PROBLEM_TEXT } from '../../shared/orders/problem-causes.ts';
import { group, readLeaf, run } from '../command.ts';
import { withContext } from '../open-context.ts';
import { print } from '../output.ts';
import { count } from '../render/table.ts';
import { localTime } from '../render/time.ts';

type Listed = Awaited<ReturnType<typeof listProblemGroups>>[number];

function renderGroup({ merchantId, cause, subject, orders, since, numbers, detail }: Listed): string {
  const { what, fix } = PROBLEM_TEXT[cause];
  const some = numbers.length > 0 ? `: ${numbers.join(', ')}${orders > numbers.length ? ' …' : ''}` : '';
  return [
    `${what}: ${subject}  [${cause}]`,
    `  Merchant ${merchantId}, ${numbers.length > 0 ? count(orders, 'order') : 'no order'}${some}, since ${localTime(since)}`,
    ...(detail ? [`  They say: ${detail}`] : []),
    `  Fix: ${fix.replaceAll('<merchant>', merchantId).replaceAll('<sku>', subject)}`,
  ].join('\n');
}

export function problemCommands(program: Command): void {
  const problem = group(program, 'problem', 'what a person must fix');
  const list = readLeaf(problem, 'list', 'open problems, grouped by cause').option(
    '--merchant <merchant>',
    'only of this one',
  );
  run<{ merchant?: string }>(list, (_, options) =>
    withContext(options, async ({ db }) => {
      const groups = await listProblemGroups(db, options.merchant);
      const withText = groups.map((entry) => ({ ...entry, ...PROBLEM_TEXT[entry.cause] }));
      print(withText, options, (entries) => entries.map(renderGroup).join('\n\n') || 'There is no open problem.');
    }),
  );
}
