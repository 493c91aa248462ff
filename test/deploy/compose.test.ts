import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../shared/search-attributes.ts';
import { composeConfig, composeServices, ROOT, SECRETS, whyNoCompose } from './compose-file.ts';

const services = await composeServices(SECRETS);
const missing = await whyNoCompose();

describe.skipIf(missing)(`docker-compose.yml${missing ? ` [skipped, because ${missing}]` : ''}`, () => {
  test('is accepted by docker-compose and has all services', async () => {
    const read = await composeConfig(SECRETS);
    expect(Object.keys(read).sort()).toEqual([
      'migrate',
      'postgres',
      'simulator',
      'temporal',
      'temporal-namespace',
      'temporal-schema',
      'temporal-ui',
      'worker',
    ]);
    expect(read['worker']?.environment).toEqual(services['worker']?.environment);
  });

  test.each(Object.keys(SECRETS))('is refused without %s, which is named', async (name) => {
    const others = Object.fromEntries(Object.entries(SECRETS).filter(([other]) => other !== name));
    await expect(composeConfig(others)).rejects.toThrow(name);
  });
});

test('every variable that the file reads is explained in .env.example, and no secret has a default', async () => {
  const file = await readFile(join(ROOT, 'docker-compose.yml'), 'utf8');
  const example = await readFile(join(ROOT, '.env.example'), 'utf8');
  const required = new Set([...file.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => String(name)));
  expect([...required].sort()).toEqual(Object.keys(SECRETS).sort());
  for (const name of required) expect(example).toMatch(new RegExp(`^${name}=$`, 'm'));
});

test('workers can be scaled and are given the time that they need to drain', async () => {
  const worker = services['worker'];
  expect([worker?.ports, worker?.container_name]).toEqual([undefined, undefined]);
  const options = await readFile(join(ROOT, 'workers/worker-options.ts'), 'utf8');
  const forced = Number(/FORCE_MS = ([\d_]+)/.exec(options)?.[1]?.replaceAll('_', ''));
  expect(Number(worker?.stop_grace_period?.replace('s', '')) * 1000).toBeGreaterThan(forced);
  expect(worker?.healthcheck?.test.join(' ')).toContain('/readyz');
});

test('workers start after the migration and the namespace; only the simulator is optional', () => {
  expect(services['worker']?.depends_on).toMatchObject({
    migrate: { condition: 'service_completed_successfully' },
    'temporal-namespace': { condition: 'service_completed_successfully' },
  });
  const optional = Object.entries(services).filter(([, { profiles }]) => profiles);
  expect(optional.map(([name, { profiles }]) => [name, profiles])).toEqual([['simulator', ['simulator']]]);
});

test('ports are opened on the loopback address of the host only', () => {
  for (const { ports = [] } of Object.values(services)) {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  }
});

test('the namespace script creates exactly the search attributes that the code uses', async () => {
  const script = await readFile(join(ROOT, 'deploy/temporal-namespace.sh'), 'utf8');
  const created = [...script.matchAll(/--name (\w+) --type (\w+)/g)].map(([, name, type]) => [name, type]);
  expect(created).toEqual(SEARCH_ATTRIBUTES.map(({ name }) => [name, 'Keyword']));
});
