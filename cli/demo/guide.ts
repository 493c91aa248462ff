import { resolve } from 'node:path';
import { CAP, LAMP, SHOP, TEST_KEY } from './cast.ts';
import type { DemoParts } from './parts.ts';

/** Addresses that a browser can open. */
export function addressLines({ stack, easypost, cart }: Omit<DemoParts, 'stop'>): string[] {
  return [
    `  Temporal Web UI     ${stack.uiUrl}`,
    `  EasyPost simulator  ${easypost.controlUrl}/orders?key=${TEST_KEY}   (its orders)`,
    `  Demo shop           ${cart.controlUrl}/orders   (its orders; /shipments, /stock)`,
    `  Metrics             ${stack.healthUrl}/metrics   (health: /readyz)`,
  ];
}

interface Shown {
  number: string;
  webUi: string;
}

/** What a person can do while the demo runs. `waiting`: the order that still waits. */
export function guideLines(parts: Omit<DemoParts, 'stop'>, waiting: Shown | null): string[] {
  const dataDir = `--data-dir ${parts.dataDir}`;
  const { easypost, cart } = parts;
  const program = resolve(process.argv[1] ?? 'dist/cli/main.js');
  const { number, webUi } = waiting ?? {
    number: '<order>',
    webUi: `${parts.stack.uiUrl}/namespaces/default/workflows`,
  };
  return [
    'Look around while it runs:',
    ...addressLines(parts),
    `  An order's workflow ${webUi}`,
    '                      (the tab User Metadata says what it waits for)',
    '',
    'In another terminal:',
    `  alias cartway="node '${program}'"`,
    `  cartway order list ${dataDir}`,
    `  cartway order show ${number} ${dataDir}`,
    `  cartway order cancel ${number} ${dataDir}`,
    `  cartway schedule list ${dataDir}`,
    '',
    'Place an order in the shop and have it pulled; EasyPost ships it by itself, in two parcels:',
    `  curl -X POST ${cart.controlUrl}/orders -d '{"lines": [{"sku": "${CAP.barcode}", "quantity": 2}]}'`,
    `  cartway cart pull ${SHOP} --wait ${dataDir}`,
    `Let lamps arrive, which releases ${number} with the next stock reading, within a minute:`,
    `  curl -X POST ${easypost.controlUrl}/stock/add -d '{"key": "${TEST_KEY}", "barcode": "${LAMP.barcode}", "units": 5}'`,
    '',
    'Ctrl-C ends everything and removes its data.',
  ];
}
