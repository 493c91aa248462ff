import type { Command } from 'commander';
import { listStock, type StockView } from '../../operations/list-stock.ts';
import { readLeaf, run } from '../command.ts';
import { withContext } from '../open-context.ts';
import { print } from '../output.ts';
import { table } from '../render/table.ts';
import { when } from '../render/time.ts';

function renderStock({ mode, readAt, products }: StockView): string {
  if (!readAt) return 'No stock was read from EasyPost yet.';
  const rows = products.map((product) => [
    product.barcode,
    String(product.onHand),
    String(product.reserved),
    String(product.sellable),
    product.warehouses.map(({ name, quantity }) => `${name} ${quantity}`).join(', '),
    product.title,
  ]);
  const headings = ['BARCODE', 'ON HAND', 'CLAIMED', 'SELLABLE', 'WAREHOUSES', 'TITLE'];
  return `Stock in ${mode} mode, read ${when(readAt, new Date())}\n${table(headings, rows, 'EasyPost shows no stock.')}`;
}

export function stockCommand(program: Command): void {
  const stock = readLeaf(
    program,
    'stock <merchant>',
    "a merchant's stock per barcode and warehouse, as EasyPost said last",
  );
  run(stock, ([merchant = ''], options) =>
    withContext(options, async (context) => print(await listStock(context, merchant), options, renderStock)),
  );
}
