import type { Command } from 'commander';
import { testCart } from '../../operations/test-cart.ts';
import { readLeaf, run } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { withContext } from '../open-context.ts';
import { print } from '../output.ts';

export function cartTestCommand(cart: Command): void {
  const test = readLeaf(cart, 'test <cart>', "try a cart's connection");
  run(test, ([id = ''], options) =>
    withContext(options, async (context) => {
      const report = await testCart(context, id);
      print(report, options, ({ checks }) =>
        checks.map(({ name, ok, detail }) => `${ok ? 'ok    ' : 'failed'}  ${name}: ${detail}`).join('\n'),
      );
      return report.ok ? EXIT.ok : EXIT.failed;
    }),
  );
}
