import type { Command } from 'commander';
import { CART_KINDS } from '../../activities/carts/registry.ts';
import { listCarts } from '../../database/queries/connections.ts';
import { addCart } from '../../operations/add-cart.ts';
import { withoutSecrets, type CartView } from '../../operations/find-cart.ts';
import { setCart } from '../../operations/set-cart.ts';
import { group, leaf, readLeaf, run } from '../command.ts';
import { withContext } from '../open-context.ts';
import { accessOptions, readCredentials, type AccessOptions } from '../options/cart-access.ts';
import { cartOptions, cartSettingLines, cartSettingsFrom, type CartOptions } from '../options/cart-settings.ts';
import { timeOption } from '../options/values.ts';
import { print, tell } from '../output.ts';
import { count, table } from '../render/table.ts';
import { localTime } from '../render/time.ts';
import { cartPullCommand } from './cart-pull.ts';
import { cartTestCommand } from './cart-test.ts';

type SetOptions = CartOptions & AccessOptions & { name?: string };
type AddOptions = SetOptions & { kind: string; takeOrdersFrom?: Date };

function stateOf(cart: CartView): string {
  if (cart.down_since) return 'refuses its credentials';
  return cart.last_pull_at ? `pulled ${localTime(cart.last_pull_at)}` : 'not pulled yet';
}

function settingsOf(cart: CartView): string {
  return cartSettingLines(cart.settings)
    .map(([name = '', value = '']) => `${name.slice(2)} ${value}`)
    .join(', ');
}

function addCommand(cart: Command): void {
  const add = leaf(cart, 'add <merchant> <cart>', 'connect a cart; it is tried before it is saved')
    .requiredOption('--kind <kind>', `kind of cart: ${CART_KINDS.join(' or ')}`)
    .option('--name <name>', 'its name')
    .option('--take-orders-from <time>', 'skip orders placed earlier (default: now)', timeOption);
  run<AddOptions>(cartOptions(accessOptions(add)), ([merchant = '', id = ''], options) =>
    withContext(options, async (context) => {
      await addCart(context, {
        merchant,
        cart: id,
        kind: options.kind,
        name: options.name,
        connection: options.connection ?? {},
        credentials: readCredentials(options) ?? {},
        settings: cartSettingsFrom(options),
        takeOrdersFrom: options.takeOrdersFrom,
        untested: !options.test,
      });
      tell(`Cart ${id} is added; its orders are pulled by itself. At once: cartway cart pull ${id} --wait`);
    }),
  );
}

function listCommand(cart: Command): void {
  const list = readLeaf(cart, 'list', 'list carts and their settings').option(
    '--merchant <merchant>',
    'only of this one',
  );
  run<{ merchant?: string }>(list, (_, options) =>
    withContext(options, async ({ db }) =>
      print((await listCarts(db, options.merchant)).map(withoutSecrets), options, (carts) =>
        table(
          ['CART', 'MERCHANT', 'KIND', 'NAME', 'STATE', 'SETTINGS'],
          carts.map((row) => [row.id, row.merchant_id, row.kind, row.name, stateOf(row), settingsOf(row)]),
          'There is no cart yet. Add one: cartway cart add <merchant> <cart>',
        ),
      ),
    ),
  );
}

function setCommand(cart: Command): void {
  const set = leaf(cart, 'set <cart>', 'change settings, connection or credentials; running ones follow at once');
  set.option('--name <name>', 'its name');
  run<SetOptions>(cartOptions(accessOptions(set)), ([id = ''], options) =>
    withContext(options, async (context) => {
      const { rechecked } = await setCart(context, id, {
        name: options.name,
        connection: options.connection,
        credentials: readCredentials(options),
        settings: cartSettingsFrom(options),
        untested: !options.test,
      });
      tell(`Saved.${rechecked > 0 ? ` ${count(rechecked, 'order looks', 'orders look')} again.` : ''}`);
    }),
  );
}

export function cartCommands(program: Command): void {
  const cart = group(program, 'cart', 'carts: where orders come from');
  addCommand(cart);
  listCommand(cart);
  setCommand(cart);
  cartTestCommand(cart);
  cartPullCommand(cart);
}
