import type { Command } from 'commander';
import { listAliases } from '../../database/queries/alias-admin.ts';
import { addAliases } from '../../operations/add-aliases.ts';
import { readAliasCsv } from '../../operations/alias-csv.ts';
import { findMerchant } from '../../operations/find-merchant.ts';
import { removeAlias } from '../../operations/remove-alias.ts';
import { group, leaf, readLeaf, run } from '../command.ts';
import { withContext } from '../open-context.ts';
import { readText } from '../options/values.ts';
import { print, tell } from '../output.ts';
import { count, table } from '../render/table.ts';

interface AliasOptions {
  cart?: string;
  force?: boolean;
}

function tellAdded({ saved, released }: { saved: number; released: number }): void {
  const looks = `${count(released, 'order that waited looks', 'orders that waited look')} again.`;
  tell(`${count(saved, 'alias', 'aliases')} saved. ${released === 0 ? 'No order waited for it.' : looks}`);
}

export function aliasCommands(program: Command): void {
  const alias = group(program, 'alias', "carts' SKUs that stand for EasyPost products");
  const force = ['--force', 'take barcodes that EasyPost showed no product for yet'] as const;

  const add = leaf(alias, 'add <merchant> <sku> <barcode>', 'add an alias, or change where it leads')
    .option('--cart <cart>', 'only for this cart')
    .option(...force);
  run<AliasOptions>(add, ([merchant = '', sku = '', barcode = ''], options) =>
    withContext(options, async (context) =>
      tellAdded(await addAliases(context, merchant, [{ sku, barcode, cart: options.cart }], options)),
    ),
  );

  const remove = leaf(alias, 'remove <merchant> <sku>', 'remove an alias').option('--cart <cart>', 'that of this cart');
  run<AliasOptions>(remove, ([merchant = '', sku = ''], options) =>
    withContext(options, async (context) => {
      await removeAlias(context, merchant, { sku, cart: options.cart });
      tell(`The alias ${sku} is removed.`);
    }),
  );

  const list = readLeaf(alias, 'list <merchant>', "list a merchant's aliases");
  run(list, ([merchant = ''], options) =>
    withContext(options, async (context) => {
      await findMerchant(context, merchant);
      print(await listAliases(context.db, merchant), options, (aliases) =>
        table(
          ['SKU', 'BARCODE', 'CART'],
          aliases.map((row) => [row.sku, row.barcode, row.cartId ?? 'all']),
          `${merchant} has no alias.`,
        ),
      );
    }),
  );

  const load = leaf(
    alias,
    'import <merchant> <file>',
    'add aliases from CSV (sku,barcode[,cart]); - for standard input',
  );
  run<AliasOptions>(load.option(...force), ([merchant = '', file = ''], options) =>
    withContext(options, async (context) =>
      tellAdded(await addAliases(context, merchant, readAliasCsv(readText(file, 'file')), options)),
    ),
  );
}
