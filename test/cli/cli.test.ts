import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openDatabase, type Database } from '../../database/connection.ts';
import type { OrderStatus } from '../../shared/orders/status.ts';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';
import { createControl, type EasypostControl } from '../../simulators/easypost/control.ts';
import { startEasypostSimulator, type EasypostSimulator } from '../../simulators/easypost/server.ts';
import { until } from '../setup/poll.ts';
import { emptyDatabaseUrl } from '../setup/postgres.ts';
import { describeWithTemporal } from '../setup/temporal.ts';
import { freshNamespace } from '../workers/namespace.ts';
import { buildCli, type BuiltCli, type RunningCli } from './built-cli.ts';
import { printedInProcess, runInProcess } from './in-process.ts';

vi.setConfig({ testTimeout: 180_000 });

const TEST_KEY = 'EZTKcli0123456789';
const PRODUCTION_KEY = 'EZAKcli0123456789';
const TOKEN = 'cli-cart-token-0123456789';
const BARCODE = '850000123457';

await describeWithTemporal('The command line', (temporal) => {
  let client: Client;
  let easypost: EasypostSimulator;
  let control: EasypostControl;
  let shop: DemoCart;
  let cart: CartControl;
  let cli: BuiltCli;
  let worker: RunningCli;
  let db: Database;
  const encryptionKey = randomBytes(32).toString('base64');

  beforeAll(async () => {
    client = await freshNamespace(temporal);
    easypost = await startEasypostSimulator({ accounts: [{ testKey: TEST_KEY, productionKey: PRODUCTION_KEY }] });
    control = createControl(easypost.controlUrl);
    shop = await startDemoCart({ token: TOKEN });
    cart = createCartControl(shop.controlUrl);
    const url = await emptyDatabaseUrl();
    db = openDatabase(url);
    const environment = {
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: client.options.namespace,
      CARTWAY_DATABASE_URL: url,
      CARTWAY_ENCRYPTION_KEYS: `k1:${encryptionKey}`,
      CARTWAY_EASYPOST_URL: easypost.url,
      CARTWAY_TRUSTED_HOSTS: '127.0.0.1',
      CARTWAY_SETTLE_SECONDS: '1',
    };
    Object.assign(process.env, environment);
    cli = await buildCli(environment);
  });
  afterAll(async () => {
    await worker.stop('SIGTERM');
    await Promise.all([db.destroy(), cli.close(), easypost.close(), shop.close(), client.connection.close()]);
  });

  const access = ['ordersUrl', 'shipmentsUrl', 'inventoryUrl'] as const;
  const connection = () => access.flatMap((name) => ['--connection', `${name}=${shop[name]}`]);
  const addCart = (...more: string[]) => ['cart', 'add', 'acme', 'shop', '--kind', 'generic', ...connection(), ...more];

  async function ok(args: readonly string[], input?: string): Promise<string> {
    const result = await (input === undefined ? runInProcess(args) : cli.run(args, { input }));
    expect(result, args.join(' ')).toMatchObject({ code: 0 });
    return result.stdout;
  }

  async function json<T>(args: readonly string[]): Promise<T> {
    return JSON.parse(await ok([...args, '--json'])) as T;
  }

  const statusIs = (number: string, status: OrderStatus) =>
    until(`${number} is ${status}`, async () => {
      const rows = await db
        .selectFrom('orders')
        .select('id')
        .where('number', '=', number)
        .where('status', '=', status)
        .execute();
      return rows.length > 0;
    });

  it('says that the database has no tables, and makes them', async () => {
    expect(await cli.run(['merchant', 'list'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cartway migrate'),
    });
    expect(await ok(['migrate'])).toContain('0001-initial');
    expect(await json(['migrate'])).toEqual({ ran: [] });
    worker = cli.start(['worker']);
    await until('the worker serves', () => worker.printed().includes('Every queue is served'));
  });

  it('names value, place and allowed range of a wrong setting, and saves nothing of it', async () => {
    const wrong = await cli.run(['merchant', 'add', 'acme', '--tracking-every', '30s']);
    expect(wrong).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'cartway: --tracking-every: 30s is too short; allowed is between 1m and 1d\n',
    });
    expect(await runInProcess(['merchant', 'add', 'Acme Inc'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('<merchant>: "Acme Inc" is not an id; allowed are'),
    });
    expect(await runInProcess(['merchant', 'add', 'acme', '--send', 'sometimes'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('allowed is "at-once"'),
    });
    expect(await runInProcess(['merchant', 'fly'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'fly'"),
    });
    expect(await json(['merchant', 'list'])).toEqual([]);
  });

  it('adds a merchant once', async () => {
    await ok(['merchant', 'add', 'acme', '--name', 'Acme', '--retry-time', '02:30']);
    expect(await runInProcess(['merchant', 'add', 'acme'])).toMatchObject({ code: 2 });
    expect(await ok(['merchant', 'show', 'acme'])).toContain('--retry-time       02:30');
    expect(await runInProcess(['merchant', 'show', 'acne'])).toMatchObject({
      code: 2,
      stderr: 'cartway: <merchant>: "acne" is not a merchant; allowed: acme\n',
    });
  });

  it('takes a key of the right mode only, from a file or standard input', async () => {
    const file = join(tmpdir(), `cartway-cli-${randomBytes(6).toString('hex')}`);
    await writeFile(file, `${TEST_KEY}\n`);
    const swapped = await runInProcess(['easypost', 'set', 'acme', '--production-key-file', file]);
    await rm(file);
    expect(swapped).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('this is a test key; allowed is a production key'),
    });
    const unknown = await cli.run(['easypost', 'set', 'acme', '--test-key-file', '-'], { input: 'EZTKnobody123' });
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('EasyPost refuses this key') });
    const early = await runInProcess(['easypost', 'mode', 'acme', 'test']);
    expect(early).toMatchObject({ code: 2, stderr: expect.stringContaining('needs a test key') });
    await ok(['easypost', 'set', 'acme', '--test-key-file', '-'], TEST_KEY);
    expect(await json<{ easypost: object }>(['merchant', 'show', 'acme'])).toMatchObject({
      easypost: { mode: 'test', hasTestKey: true, hasProductionKey: false },
    });
    expect(await runInProcess(['easypost', 'test', 'acme'])).toMatchObject({ code: 0 });
  });

  it('connects a cart only when it passes', async () => {
    const refused = await runInProcess(addCart('--credential', 'token=not-the-token'));
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing was saved') });
    const incomplete = await runInProcess([
      'cart',
      'add',
      'acme',
      'shop',
      '--kind',
      'generic',
      '--credential',
      `token=${TOKEN}`,
    ]);
    expect(incomplete).toMatchObject({ code: 2, stderr: expect.stringContaining('ordersUrl') });
    expect(await json(['cart', 'list'])).toEqual([]);
    await ok(addCart('--credentials-file', '-', '--pull-every', '1d'), JSON.stringify({ token: TOKEN }));
    expect(await ok(['cart', 'test', 'shop'])).not.toContain('failed');
    expect(await json<unknown[]>(['schedule', 'list'])).toHaveLength(3);
    const missing = (await json<{ state: string }[]>(['schedule', 'list'])).filter(({ state }) => state !== 'ok');
    expect(missing).toEqual([]);
  });

  it('pulls, says what an order needs, and releases it by the alias', async () => {
    await control.seedProducts(TEST_KEY, [{ barcode: BARCODE, quantity: 10 }]);
    await cart.placeOrder({ number: 'A-1', lines: [{ sku: 'MUG' }] });
    expect(await json(['cart', 'pull', 'shop', '--wait'])).toMatchObject({
      kind: 'done',
      result: { created: 1, started: 1 },
    });
    await statusIs('A-1', 'problem');
    expect(await json(['problem', 'list'])).toMatchObject([
      { cause: 'unknown_sku', subject: 'MUG', orders: 1, numbers: ['A-1'] },
    ]);
    const shown = await ok(['order', 'show', 'A-1']);
    expect(shown).toContain('EasyPost knows no product for this SKU: MUG');
    expect(shown).toContain(`/namespaces/${client.options.namespace}/workflows/order%3Aacme%3Ashop%3A`);
    const typo = await runInProcess(['alias', 'add', 'acme', 'MUG', '1234']);
    expect(typo).toMatchObject({ code: 2, stderr: expect.stringContaining('"1234": EasyPost showed no such product') });
    const added = await cli.run(['alias', 'import', 'acme', '-', '--force'], {
      input: `sku,barcode\nMUG,${BARCODE}\n`,
    });
    expect(added).toMatchObject({ code: 0, stderr: '1 alias saved. 1 order that waited looks again.\n' });
    await statusIs('A-1', 'accepted');
    expect(await ok(['problem', 'list'])).toBe('There is no open problem.\n');
  });

  it('finds an order by its reference and its EasyPost id, and lists candidates where a number means several', async () => {
    const [order] = await json<{ reference: string; easypost_order_id: string }[]>(['order', 'list']);
    for (const word of [order?.reference ?? '', order?.easypost_order_id ?? '']) {
      expect(await json(['order', 'show', word])).toMatchObject({ number: 'A-1' });
    }
    await cart.placeOrder({ number: 'A-1', test: true });
    await ok(['cart', 'pull', 'shop', '--wait']);
    const twice = await runInProcess(['order', 'show', 'A-1']);
    expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining('"A-1" means 2 orders; give a reference') });
  });

  it('holds an order while it waits, shows who and why, and releases it', async () => {
    await ok(['cart', 'set', 'shop', '--edit-window', '1h']);
    await cart.placeOrder({ number: 'A-2', lines: [{ sku: 'MUG' }] });
    await ok(['cart', 'pull', 'shop', '--wait']);
    await statusIs('A-2', 'waiting');
    const past = await runInProcess(['order', 'hold', 'A-2', '--reason', 'x', '--until', '2020-01-01']);
    expect(past).toMatchObject({ code: 2, stderr: expect.stringContaining('allowed is a time to come') });
    await ok(['order', 'hold', 'A-2', '--reason', 'customer calls back', '--as', 'anna']);
    expect(await ok(['order', 'show', 'A-2'])).toContain('On hold by anna: customer calls back');
    await ok(['order', 'release', 'A-2']);
    await statusIs('A-2', 'accepted');
    const late = await runInProcess(['order', 'hold', 'A-2', '--reason', 'too late']);
    expect(late).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('a hold stops only what EasyPost does not have yet'),
    });
  });

  it('cancels with one definite answer: done, or refused with the reason', async () => {
    expect(await cli.run(['order', 'cancel', 'A-2'])).toMatchObject({ code: 0, stdout: 'Order A-2 is cancelled.\n' });
    expect(await runInProcess(['order', 'cancel', 'A-2'])).toMatchObject({ code: 0 });
    await cart.placeOrder({ number: 'A-3', lines: [{ sku: 'MUG' }] });
    await ok(['cart', 'pull', 'shop', '--wait']);
    await ok(['order', 'release', 'A-3']);
    await statusIs('A-3', 'accepted');
    const { easypostOrderId } = await json<{ easypostOrderId: string }>(['order', 'show', 'A-3']);
    await control.pick(easypostOrderId);
    expect(await cli.run(['order', 'cancel', 'A-3'])).toMatchObject({
      code: 3,
      stdout: '',
      stderr: 'cartway: Order A-3 is not cancelled: the warehouse is already picking it.\n',
    });
  });

  it('drains its worker on SIGTERM and exits 0', async () => {
    expect(await worker.stop('SIGTERM')).toBe(0);
    expect(worker.printed()).toContain('Drained');
  });

  it('leaves a cancellation open while no worker runs, and has it answered by the next', async () => {
    await cart.placeOrder({ number: 'A-4', lines: [{ sku: 'MUG' }] });
    const asked = await runInProcess(['cart', 'pull', 'shop', '--wait', '--timeout', '1']);
    expect(asked).toMatchObject({ code: 4 });
    worker = cli.start(['worker']);
    await statusIs('A-4', 'waiting');
    expect(await worker.stop('SIGTERM')).toBe(0);
    const open = await runInProcess(['order', 'cancel', 'A-4', '--wait', '2']);
    expect(open).toMatchObject({ code: 4, stderr: expect.stringContaining('stays open') });
    worker = cli.start(['worker']);
    await statusIs('A-4', 'cancelled');
  });

  it('says in plain words what does not answer, without a stack', async () => {
    const env = { CARTWAY_DATABASE_URL: 'postgres://nobody:secret-password@127.0.0.1:1/none' };
    const away = await cli.run(['order', 'list'], { env });
    expect(away).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('PostgreSQL does not answer (ECONNREFUSED)'),
    });
    expect(away.stderr).not.toContain('    at ');
    const unset = await cli.run(['order', 'list'], { env: { CARTWAY_DATABASE_URL: '' } });
    expect(unset).toMatchObject({ code: 1, stderr: expect.stringContaining('CARTWAY_DATABASE_URL is missing') });
  });

  it('never printed a secret, nor anything of a buyer', () => {
    const printed = cli.output() + printedInProcess();
    for (const secret of [TEST_KEY, PRODUCTION_KEY, TOKEN, encryptionKey, 'secret-password']) {
      expect(printed).not.toContain(secret);
    }
    for (const personal of ['Ann Lee', 'Montgomery', 'ann.lee@example.com', '415-555-0100']) {
      expect(printed).not.toContain(personal);
    }
  });
});
