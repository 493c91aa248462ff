import type { Command } from 'commander';
import { listMerchants, type MerchantView } from '../../database/queries/merchants.ts';
import { createMerchant } from '../../operations/create-merchant.ts';
import { findMerchant } from '../../operations/find-merchant.ts';
import { setMerchant } from '../../operations/set-merchant.ts';
import { group, leaf, readLeaf, run } from '../command.ts';
import { withContext } from '../open-context.ts';
import {
  merchantOptions,
  merchantSettingLines,
  merchantSettingsFrom,
  type MerchantOptions,
} from '../options/merchant-settings.ts';
import { print, tell } from '../output.ts';
import { count, table } from '../render/table.ts';

type NamedOptions = MerchantOptions & { name?: string };

function accountText({ easypost }: MerchantView): string {
  if (!easypost) return 'no key yet';
  const keys = [easypost.hasProductionKey && 'production', easypost.hasTestKey && 'test'].filter(Boolean).join(' and ');
  const down = easypost.downSince ? ', EasyPost refuses the key' : '';
  return `${easypost.mode} mode, keys: ${keys}, ${easypost.callsPerSecond} calls a second${down}`;
}

function renderMerchant(merchant: MerchantView): string {
  const settings = merchantSettingLines(merchant.settings).map(
    ([name = '', value = '']) => `  ${name.padEnd(18)} ${value}`,
  );
  return [
    `Merchant ${merchant.id}  ${merchant.name}`,
    `  EasyPost           ${accountText(merchant)}`,
    `  Carts              ${merchant.carts.join(', ') || 'none'}`,
    ...settings,
  ].join('\n');
}

export function merchantCommands(program: Command): void {
  const merchant = group(program, 'merchant', 'merchants and their settings');

  const add = merchantOptions(leaf(merchant, 'add <merchant>', 'add a merchant').option('--name <name>', 'its name'));
  run<NamedOptions>(add, ([id = ''], options) =>
    withContext(options, async (context) => {
      const settings = merchantSettingsFrom(options);
      await createMerchant(context, { merchant: id, name: options.name, settings });
      tell(`Merchant ${id} is added. Next: cartway easypost set ${id}, then: cartway cart add ${id} <cart>`);
    }),
  );

  const list = readLeaf(merchant, 'list', 'list merchants');
  run(list, (_, options) =>
    withContext(options, async ({ db }) =>
      print(await listMerchants(db), options, (merchants) =>
        table(
          ['MERCHANT', 'NAME', 'EASYPOST', 'CARTS'],
          merchants.map((row) => [row.id, row.name, accountText(row), row.carts.join(', ')]),
          'There is no merchant yet. Add one: cartway merchant add <merchant>',
        ),
      ),
    ),
  );

  const show = readLeaf(merchant, 'show <merchant>', "show a merchant's settings");
  run(show, ([id = ''], options) =>
    withContext(options, async (context) => print(await findMerchant(context, id), options, renderMerchant)),
  );

  const set = merchantOptions(leaf(merchant, 'set <merchant>', 'change settings; running ones follow at once'));
  set.option('--name <name>', 'its name');
  run<NamedOptions>(set, ([id = ''], options) =>
    withContext(options, async (context) => {
      const settings = merchantSettingsFrom(options);
      const { rechecked } = await setMerchant(context, id, { name: options.name, settings });
      tell(`Saved.${rechecked > 0 ? ` ${count(rechecked, 'waiting order looks', 'waiting orders look')} again.` : ''}`);
    }),
  );
}
