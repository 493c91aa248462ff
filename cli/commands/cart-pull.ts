import type { Command } from 'commander';
import type { ImportResult } from '../../activities/activities.ts';
import { pullCart, type PullAnswer } from '../../operations/pull-cart.ts';
import { readLeaf, run } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { withContext } from '../open-context.ts';
import { wholeNumber } from '../options/values.ts';
import { print } from '../output.ts';

function resultText(result: ImportResult): string {
  const { listed, created, changed, skipped, unreadable, started } = result;
  const parts = [
    `${listed} listed`,
    `${created} new`,
    `${changed} changed`,
    `${skipped} skipped`,
    `${started} started`,
  ];
  return `Pulled: ${[...parts, `${unreadable} unreadable`].join(', ')}`;
}

function answerText(answer: PullAnswer): string {
  switch (answer.kind) {
    case 'asked':
      return 'The pull is asked for; a worker does it';
    case 'done':
      return resultText(answer.result);
    case 'still_running':
      return 'The pull is not done yet; it goes on by itself as soon as a worker and the cart answer';
  }
}

export function cartPullCommand(cart: Command): void {
  const pull = readLeaf(cart, 'pull <cart>', "pull a cart's orders now")
    .option('--wait', 'wait for the pull and print what it imported')
    .option('--timeout <seconds>', 'longest wait, 1 to 3600', wholeNumber(1, 3600), 120);
  run<{ wait?: boolean; timeout: number }>(pull, ([id = ''], options) =>
    withContext(options, async (context) => {
      const answer = await pullCart(context, id, options.wait ? { waitMs: options.timeout * 1000 } : {});
      print(answer, options, answerText);
      return answer.kind === 'still_running' ? EXIT.stillOpen : EXIT.ok;
    }),
  );
}
