import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { isRunning } from '../../embedded/cache.ts';
import { createControl } from '../../simulators/easypost/control.ts';
import { until } from '../setup/poll.ts';
import { describeWithTemporal } from '../setup/temporal.ts';
import { buildIfMissing, cartway, DemoProcess } from './demo-process.ts';

const TIMEOUT_MS = 180_000;
const UP = 'Cartway demo.';

await describeWithTemporal('cartway demo', () => {
  let folder: string;
  let demo: DemoProcess;

  beforeAll(buildIfMissing);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cartway-test-demo-'));
    await chmod(folder, 0o711);
  });

  afterEach(async () => {
    demo.child.kill('SIGKILL');
    await demo.ended;
    await rm(folder, { recursive: true, force: true });
  });

  /** The servers while all runs: the check that none is left is worth something only if there were any. */
  async function serversOnceUp(): Promise<number[]> {
    await demo.prints(UP);
    const servers = await demo.servers();
    expect(servers.map(({ name }) => name)).toEqual(expect.arrayContaining(['postgres', 'temporal']));
    return servers.map(({ pid }) => pid);
  }

  async function expectNothingLeft(pids: readonly number[]): Promise<void> {
    await until('no process of the demo is left', () => !pids.some(isRunning));
    expect(await readdir(folder)).toEqual([]);
  }

  it(
    '--once tells the story, ends with 0 and leaves nothing, whatever the ports and the variables around it are',
    async () => {
      const taken = await Promise.all([8233, 8234, 8235, 8236].map(takePort));
      const elsewhere = {
        CARTWAY_DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/elsewhere',
        CARTWAY_EASYPOST_URL: 'http://127.0.0.1:1/v2',
        TEMPORAL_ADDRESS: '127.0.0.1:1',
      };
      demo = new DemoProcess(folder, ['--once'], elsewhere);
      const pids = await serversOnceUp();
      expect([await demo.ended, demo.words]).toEqual([0, expect.any(String)]);
      for (const server of taken) server.close();
      const wanted = [
        /Merchant \S+ sends in test mode/,
        /D1001 .*\[accepted\]/,
        /D1001 .*2 of 3 units \[partially_shipped\]/,
        /D1001 .*\[confirmed\]/,
        /D1002 .*\[backordered\](.|\n)*3 lamps arrive(.|\n)*D1002 .*\[accepted\](.|\n)*D1002 .*\[confirmed\]/,
        /D1003 .*\[cancelled\](.|\n)*Cancelled before EasyPost had it/,
        /Cancellation refused: the warehouse is already picking it/,
        /D1005 .*\[problem\](.|\n)*EasyPost knows no product for this SKU: MUG-GIFT(.|\n)*Alias(.|\n)*D1005 .*\[confirmed\]/,
        /D1006 .*\[backordered\]/,
        /All 6 orders stand as told/,
      ];
      for (const text of wanted) expect(demo.words).toMatch(text);
      expect(demo.words).not.toMatch(/"level":|127\.0\.0\.1:823[3-6]\b/);
      await expectNothingLeft(pids);
    },
    TIMEOUT_MS,
  );

  it(
    'stays open with addresses and commands that work, and Ctrl-C ends it with 0 and leaves nothing',
    async () => {
      demo = new DemoProcess(folder, []);
      const pids = await serversOnceUp();
      await demo.prints('Ctrl-C ends everything');
      const guide = demo.words.slice(demo.words.indexOf('Look around'));
      const urls = [...guide.matchAll(/^ {2}(?!curl)\S.*? (http:\S+)/gm)].map(([, url = '']) => url);
      expect(urls).toHaveLength(5);
      for (const url of urls) expect([url, (await fetch(url)).status]).toEqual([url, 200]);
      const [, number = '', dataDir = ''] = /order show (\S+) --data-dir (\S+)/.exec(guide) ?? [];
      const shown = await cartway(['order', 'show', number, '--data-dir', dataDir]);
      expect(shown).toContain('[backordered]');
      demo.child.kill('SIGINT');
      expect([await demo.ended, demo.words]).toEqual([0, expect.stringContaining('Everything is stopped')]);
      await expectNothingLeft(pids);
    },
    TIMEOUT_MS,
  );

  it.each([
    ['Ctrl-C', 'SIGINT'],
    ['a closed terminal', 'SIGHUP'],
  ] as const)(
    '%s while it starts leaves nothing either',
    async (_what, signal) => {
      demo = new DemoProcess(folder, ['--once']);
      await demo.prints('Starting Temporal');
      demo.child.kill(signal);
      const pids = (await demo.servers()).map(({ pid }) => pid);
      expect(await demo.ended).toBe(1);
      await expectNothingLeft(pids);
    },
    TIMEOUT_MS,
  );

  it(
    '--once goes to its end where nobody reads what it prints',
    async () => {
      demo = new DemoProcess(folder, ['--once']);
      const pids = await serversOnceUp();
      demo.child.stdout?.destroy();
      demo.child.stderr?.destroy();
      expect(await demo.ended).toBe(0);
      await expectNothingLeft(pids);
    },
    TIMEOUT_MS,
  );

  it(
    '--once ends with 1 and says what differs when an order goes otherwise',
    async () => {
      demo = new DemoProcess(folder, ['--once']);
      await demo.prints(UP);
      const [, controlUrl = ''] = /EasyPost simulator +(\S+)\/orders\?/.exec(demo.words) ?? [];
      const refusal = { kind: 'status', status: 422, code: 'ORDER.INVALID', message: 'Not today' } as const;
      await createControl(controlUrl).addFault({ effect: refusal, method: 'POST', path: '/orders', count: null });
      expect([await demo.ended, demo.words]).toEqual([1, expect.any(String)]);
      expect(demo.words).toMatch(/otherwise than told:\n +Order D1001 is problem, not accepted/);
    },
    TIMEOUT_MS,
  );
});

/** Takes a port unless somebody else has it already, which serves as well. */
function takePort(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(server));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
