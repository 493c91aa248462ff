import { pino } from 'pino';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runInProcess } from '../cli/in-process.ts';
import { PRODUCTION_KEY, startHub, TEST_KEY, type Hub } from '../e2e/hub.ts';
import { describeWithTemporal } from '../setup/temporal.ts';
import { cartTalks, databaseTalks, easypostTalks, ordinaryDay, startRun, type RunParts } from './eventful-run.ts';
import { databaseTexts, temporalTexts, type Texts } from './left-behind.ts';
import { BUYER, CART_TOKEN } from './persona.ts';
import { scan, textOf, type Finding, type Needles } from './scanner.ts';

const SECRETS: Needles = { 'cart token': CART_TOKEN, 'test key': TEST_KEY, 'production key': PRODUCTION_KEY };

function findings(needles: Needles, texts: Texts): Finding[] {
  return [...texts].flatMap(([place, text]) => scan(needles, place, text));
}

function foundNeedles(needles: Needles, text: string): string[] {
  return scan(needles, 'control', text).map(({ needle }) => needle);
}

await describeWithTemporal('What a run with every kind of trouble leaves behind', () => {
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  let hub: Hub;
  let parts: RunParts;
  let needles: Needles;

  beforeAll(async () => {
    hub = await startHub({ log });
    const [{ key }] = hub.env.CARTWAY_ENCRYPTION_KEYS;
    needles = { ...BUYER, ...SECRETS, 'encryption key': key.toString('base64') };
    parts = await startRun(hub);
    await ordinaryDay(parts);
    await easypostTalks(parts);
    await cartTalks(parts);
    await databaseTalks(parts, () => lines.filter((line) => line.includes('failed unexpectedly')).length);
  });

  afterAll(async () => {
    await parts?.close();
    await hub?.close();
  });

  it('Temporal has no personal data and no secret', async () => {
    const texts = await temporalTexts(hub.context.temporal);
    expect([...texts.keys()].filter((place) => place.startsWith('history of order:')).length).toBeGreaterThan(8);
    expect([...texts.keys()].some((place) => place.startsWith('Schedule '))).toBe(true);
    // Failures are part of what was looked through.
    expect([...texts.values()].join('\n')).toContain('Unexpected error P0001');
    expect(findings(needles, texts)).toEqual([]);
  });

  it('the log at its most talkative has none', () => {
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter((line) => line.includes('Activity failed')).length).toBeGreaterThan(0);
    expect(findings(needles, new Map(lines.map((line, index) => [`line ${index}`, line])))).toEqual([]);
  });

  it('metrics and health have none', async () => {
    const texts: Texts = new Map();
    for (const path of ['/metrics', '/readyz', '/healthz']) texts.set(path, await hub.http(path));
    expect(texts.get('/metrics')).toContain('cartway_problems_open');
    expect(texts.get('/metrics')).toContain('temporal_activity_execution_failed');
    expect(findings(needles, texts)).toEqual([]);
  });

  it('the database has personal data where it may be and nowhere else, and secrets only sealed', async () => {
    expect(findings(needles, await databaseTexts(hub.context.db))).toEqual([]);
    const { 'encryption key': key = '', ...all } = needles;
    const secrets = { ...SECRETS, key };
    expect(findings(secrets, await databaseTexts(hub.context.db, true))).toEqual([]);
    const everything = [...(await databaseTexts(hub.context.db, true)).values()].join('\n');
    expect(foundNeedles(all, everything).toSorted((a, b) => a.localeCompare(b))).toEqual(
      Object.keys(BUYER).toSorted((a, b) => a.localeCompare(b)),
    );
  });

  it('commands that read show none, but for what a vendor said about a problem', async () => {
    process.env['CARTWAY_DATABASE_URL'] = hub.env.CARTWAY_DATABASE_URL;
    const [{ id, key }] = hub.env.CARTWAY_ENCRYPTION_KEYS;
    process.env['CARTWAY_ENCRYPTION_KEYS'] = `${id}:${key.toString('base64')}`;
    const shown: Texts = new Map();
    const orders = await hub.context.db.selectFrom('orders').select('number').execute();
    const commands = [
      ['order', 'list', '--json'],
      ['order', 'list'],
      ['problem', 'list', '--json'],
      ['problem', 'list'],
      ['merchant', 'list', '--json'],
      ['cart', 'list', '--json'],
      ['schedule', 'list', '--json'],
      ['stock', 'acme', '--json'],
      ...orders.flatMap(({ number }) => [
        ['order', 'show', number, '--json'],
        ['order', 'show', number],
      ]),
    ];
    for (const command of commands) {
      const { stdout, stderr, code } = await runInProcess(command);
      expect([command, code, stderr]).toEqual([command, 0, '']);
      const isVendor = (line: string): boolean => /^\s*("detail":|They say:)/.test(line);
      shown.set(
        command.join(' '),
        stdout
          .split('\n')
          .filter((line) => !isVendor(line))
          .join('\n'),
      );
      expect(scan(SECRETS, command.join(' '), stdout)).toEqual([]);
    }
    expect(findings(needles, shown)).toEqual([]);
  });

  it('would have been found at each of these places', async () => {
    const leak = Object.values(needles);
    const { client, schedule } = { client: hub.context.temporal, schedule: hub.context.temporal.schedule };
    await client.workflow.start('nobodyServesThis', {
      workflowId: 'leak',
      taskQueue: 'nobody',
      args: leak,
      memo: { leak },
      staticSummary: leak.slice(0, 3).join(' '),
    });
    const workflowType = 'nobodyServesThis';
    await schedule.create({
      scheduleId: 'leak',
      spec: {},
      state: { paused: true },
      action: { type: 'startWorkflow', workflowType, taskQueue: 'nobody', args: leak },
    });
    log.info({ leak }, 'leak');
    await sql`create table leak as select ${JSON.stringify(leak)}::jsonb as leak`.execute(hub.context.db);
    const [temporal, database] = [await temporalTexts(client), await databaseTexts(hub.context.db)];
    const all = Object.keys(needles);
    for (const place of ['history of leak', 'description of leak', 'Schedule leak']) {
      expect([place, foundNeedles(needles, temporal.get(place) ?? '')]).toEqual([place, all]);
    }
    expect(foundNeedles(needles, lines.filter((line) => line.includes('"leak"')).join(''))).toEqual(all);
    expect(foundNeedles(needles, database.get('table leak') ?? '')).toEqual(all);
    expect(foundNeedles(needles, textOf({ data: Buffer.from(leak.join(' ')) }))).toEqual(all);
    for (const [needle, value] of Object.entries(needles)) {
      for (const form of [encodeURIComponent(value), Buffer.from(value).toString('base64'), value.toUpperCase()]) {
        expect(foundNeedles(needles, `<${form}>`)).toContain(needle);
      }
    }
  });
});
