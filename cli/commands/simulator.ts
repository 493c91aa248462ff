import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { group, run } from '../command.ts';
import { durationOption, portOption, wholeNumber } from '../options/values.ts';
import { tell } from '../output.ts';
import { untilStopSignal } from '../stop-signal.ts';

interface Listening {
  port?: number;
  host: string;
}

interface EasypostOptions extends Listening {
  file?: string;
  testKey?: string;
  productionKey?: string;
  speed?: number;
  parcels: number;
}

function listening(command: Command): Command {
  return command
    .option('--port <port>', 'where it listens (default: a free port)', portOption)
    .option('--host <address>', 'which address it listens on', '127.0.0.1');
}

/** Names port and option where the port is taken. */
async function orPortError<T>({ port, host }: Listening, start: Promise<T>): Promise<T> {
  try {
    return await start;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`--port: ${port} on ${host} is in use; allowed is a free port, or none for any`, { cause: error });
  }
}

function speedFrom({ speed, parcels }: EasypostOptions) {
  if (speed === undefined) return {};
  const step = speed * 1000;
  return { speed: { pickMs: step, shipMs: step, betweenParcelsMs: step, parcels } };
}

function easypostCommand(simulator: Command): void {
  const easypost = listening(simulator.command('easypost').description('a local EasyPost Fulfillment'))
    .option('--file <file>', 'keep its state in this file (default: in memory)')
    .option('--test-key <key>', 'test key of its account', 'EZTK_simulator_test')
    .option('--production-key <key>', 'production key of its account', 'EZAK_simulator_production')
    .option(
      '--speed <duration>',
      'time of each step from order to parcel (default: only by control calls)',
      durationOption,
    )
    .option('--parcels <count>', 'parcels per order, with --speed', wholeNumber(1, 20), 1);
  run<EasypostOptions>(easypost, async (_, options) => {
    const { port, host, file, testKey = '', productionKey = '' } = options;
    const { startEasypostSimulator } = await import('../../simulators/easypost/server.ts');
    const started = startEasypostSimulator({
      host,
      ...(port === undefined ? {} : { port }),
      ...(file === undefined ? {} : { file }),
      ...speedFrom(options),
      accounts: [{ testKey, productionKey }],
    });
    const running = await orPortError(options, started);
    tell(`EasyPost simulator: ${running.url}\nControl: ${running.controlUrl}\nStop it with Ctrl-C.`);
    await untilStopSignal();
    await running.close();
  });
}

function cartCommand(simulator: Command): void {
  const cart = listening(simulator.command('cart').description('a demo cart that speaks the generic cart API')).option(
    '--token <token>',
    'the token that it takes (default: a new one, printed)',
  );
  run<Listening & { token?: string }>(cart, async (_, options) => {
    const { port, host, token } = options;
    const { startDemoCart } = await import('../../simulators/cart/server.ts');
    const wanted = { host, token: token ?? randomBytes(12).toString('hex'), ...(port === undefined ? {} : { port }) };
    const running = await orPortError(options, startDemoCart(wanted));
    tell(`Demo cart: ${running.url}\nControl: ${running.controlUrl}`);
    if (token === undefined) tell(`Token: ${running.token}`);
    tell('Stop it with Ctrl-C.');
    await untilStopSignal();
    await running.close();
  });
}

export function simulatorCommands(program: Command): void {
  const simulator = group(program, 'simulator', 'local stand-ins for the systems around Cartway');
  easypostCommand(simulator);
  cartCommand(simulator);
}
