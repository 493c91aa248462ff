import type { Command } from 'commander';
import { setEasypost, type EasypostSet } from '../../operations/set-easypost.ts';
import { testEasypost, type EasypostTest } from '../../operations/test-easypost.ts';
import { group, leaf, readLeaf, run } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { withContext } from '../open-context.ts';
import { readSecret } from '../options/secrets.ts';
import { numberOption } from '../options/values.ts';
import { print, tell } from '../output.ts';
import { count } from '../render/table.ts';

interface SetOptions {
  productionKey?: string;
  productionKeyFile?: string;
  testKey?: string;
  testKeyFile?: string;
  mode?: string;
  callsPerSecond?: number;
}

const VARIABLE = { production: 'CARTWAY_EASYPOST_PRODUCTION_KEY', test: 'CARTWAY_EASYPOST_TEST_KEY' };

function keysFrom(options: SetOptions) {
  const { productionKey, productionKeyFile, testKey, testKeyFile } = options;
  return {
    productionKey: readSecret({
      plain: productionKey,
      place: 'productionKeyFile',
      file: productionKeyFile,
      variable: VARIABLE.production,
    }),
    testKey: readSecret({ plain: testKey, place: 'testKeyFile', file: testKeyFile, variable: VARIABLE.test }),
  };
}

function tellSet(merchant: string, { mode, rechecked, unproven }: EasypostSet): void {
  tell(`Saved. ${merchant} sends new orders in ${mode} mode.`);
  for (const key of unproven)
    tell(`EasyPost shows nothing yet that proves the ${key} key's mode; each answer is checked.`);
  if (rechecked > 0) tell(`${count(rechecked, 'order')} that waited for a key ${rechecked === 1 ? 'goes' : 'go'} on.`);
}

function renderTest({ keys }: EasypostTest): string {
  return keys
    .flatMap(({ mode, checks }) => [
      `The ${mode} key:`,
      ...checks.map(({ name, ok, detail }) => `  ${ok ? 'ok    ' : 'failed'}  ${name}: ${detail}`),
    ])
    .join('\n');
}

export function easypostCommands(program: Command): void {
  const easypost = group(program, 'easypost', "merchants' EasyPost accounts");

  const set = leaf(easypost, 'set <merchant>', 'set keys, mode or rate; each key is tried before it is saved')
    .option('--production-key <key>', `the production key (better from a file, or ${VARIABLE.production})`)
    .option('--production-key-file <file>', 'a file with the production key; - for standard input')
    .option('--test-key <key>', `the test key (better from a file, or ${VARIABLE.test})`)
    .option('--test-key-file <file>', 'a file with the test key; - for standard input')
    .option('--mode <mode>', 'which key new orders go out with: test or production')
    .option('--calls-per-second <rate>', 'most calls a second, 0.1 to 100', numberOption);
  run<SetOptions>(set, ([merchant = ''], options) =>
    withContext(options, async (context) => {
      const { mode, callsPerSecond } = options;
      tellSet(merchant, await setEasypost(context, merchant, { ...keysFrom(options), mode, callsPerSecond }));
    }),
  );

  const mode = leaf(easypost, 'mode <merchant> <mode>', 'send new orders in test or production mode');
  run(mode, ([merchant = '', to = ''], options) =>
    withContext(options, async (context) => tellSet(merchant, await setEasypost(context, merchant, { mode: to }))),
  );

  const test = readLeaf(easypost, 'test <merchant>', 'try the keys that are set');
  run(test, ([merchant = ''], options) =>
    withContext(options, async (context) => {
      const report = await testEasypost(context, merchant);
      print(report, options, renderTest);
      return report.ok ? EXIT.ok : EXIT.failed;
    }),
  );
}
