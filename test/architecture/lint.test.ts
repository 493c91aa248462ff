import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** File, what it says, and the rule that must refuse it (or none). */
const CASES: [file: string, code: string, rule: string | null][] = [
  [
    'workflows/a1.ts',
    `import { readFile } from 'node:fs/promises';\nexport const a = readFile;`,
    'cartway(boundaries)',
  ],
  ['workflows/a2.ts', `import { z } from 'zod';\nexport const a = z;`, 'cartway(boundaries)'],
  ['workflows/a3.ts', `import { act } from '../activities/act.ts';\nexport const a = act;`, 'cartway(boundaries)'],
  ['workflows/a4.ts', `import { c } from '../shared/settings/cart.ts';\nexport const a = c;`, 'cartway(boundaries)'],
  ['workflows/a5.ts', `export { c } from '../shared/slot-schema.ts';`, 'cartway(boundaries)'],
  ['workflows/a6.ts', `export const a = import('../database/db.ts');`, 'cartway(boundaries)'],
  ['workflows/b1.ts', `import type { act } from '../activities/act.ts';\nexport type A = typeof act;`, null],
  ['workflows/b2.ts', `import type { c } from '../shared/settings/cart.ts';\nexport type A = typeof c;`, null],
  ['workflows/b3.ts', `import { sleep } from '@temporalio/workflow';\nexport const a = sleep;`, null],
  [
    'workflows/c1.ts',
    `export const a = new Intl.DateTimeFormat('en', { timeZone: 'UTC' }).format();`,
    'cartway(workflow-time)',
  ],
  ['workflows/c2.ts', `export const a = new Date(0).getHours();`, 'cartway(workflow-time)'],
  ['workflows/c3.ts', `export const a = new Intl.DateTimeFormat('en').format(new Date(0));`, 'cartway(workflow-time)'],
  ['workflows/c4.ts', `export const a = new Date(0).getUTCHours();`, null],
  ['workflows/c5.ts', `export const a = process.env;`, 'eslint(no-restricted-globals)'],
  ['shared/time/d1.ts', `export const a = (d: Date) => d.getDay();`, 'cartway(workflow-time)'],
  ['shared/d2.ts', `import { createServer } from 'node:http';\nexport const a = createServer;`, 'cartway(boundaries)'],
  [
    'shared/d3.ts',
    `import type { act } from '../activities/act.ts';\nexport type A = typeof act;`,
    'cartway(boundaries)',
  ],
  ['activities/carts/e1.ts', `import { p } from '../easypost/p.ts';\nexport const a = p;`, 'cartway(boundaries)'],
  [
    'activities/easypost/e2.ts',
    `import type { c } from '../carts/c.ts';\nexport type A = typeof c;`,
    'cartway(boundaries)',
  ],
  ['activities/orders/e3.ts', `import { sql } from 'kysely';\nexport const a = sql;`, 'cartway(boundaries)'],
  ['server/e4.ts', `import type { Pool } from 'pg';\nexport type A = Pool;`, 'cartway(boundaries)'],
  ['database/e5.ts', `import { sql } from 'kysely';\nexport const a = sql;`, null],
  ['simulators/f1.ts', `import { c } from '../shared/c.ts';\nexport const a = c;`, 'cartway(boundaries)'],
  ['simulators/f2.ts', `import { Hono } from 'hono';\nexport const a = Hono;`, null],
  [
    'cli/g1.ts',
    `async function f() { await Promise.resolve(); }\nf();\nexport {};`,
    'typescript(no-floating-promises)',
  ],
  [
    'cli/g2.ts',
    `export const a = (x: 'p' | 'q') => { switch (x) { case 'p': return 1; } return 2; };`,
    'typescript(switch-exhaustiveness-check)',
  ],
  ['cli/g3.ts', `import { g4 } from './g4.ts';\nexport const g3 = () => g4();`, 'import(no-cycle)'],
  ['cli/g4.ts', `import { g3 } from './g3.ts';\nexport const g4 = (): unknown => g3();`, 'import(no-cycle)'],
  ['cli/g5.ts', `export const a = (x: any) => x;`, 'typescript(no-explicit-any)'],
  ['cli/g6.ts', `export const a = (x: string) => x == 'b';`, 'eslint(eqeqeq)'],
  ['cli/g7.ts', `import { Hono } from 'hono';\nexport type A = Hono;`, 'typescript(consistent-type-imports)'],
  [
    'cli/g8.ts',
    `export const a = () => { try { return JSON.parse('1') as number; } catch {} return 0; };`,
    'eslint(no-empty)',
  ],
  ['cli/g9.ts', `export const a = 1;\n`.padEnd(400, '// a line\n'), null],
  ['cli/h1.ts', `export const a = 1;\n${'// a line\n'.repeat(300)}`, 'eslint(max-lines)'],
  ['cli/h2.ts', `export function a() {\n${'  Math.random();\n'.repeat(80)}}`, 'eslint(max-lines-per-function)'],
];

const reported = new Map<string, Set<string>>();
let folder: string;

/** A project in miniature under the real configuration: its files are bad on purpose. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cartway-lint-'));
  for (const part of ['.oxlintrc.json', 'lint', 'tsconfig.json']) {
    await cp(join(root, part), join(folder, part), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [file, code] of CASES) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), code);
  }
  for (const { filename, code } of await lint()) {
    reported.set(filename, (reported.get(filename) ?? new Set<string>()).add(code));
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function lint(): Promise<{ filename: string; code: string }[]> {
  const oxlint = join(root, 'node_modules/.bin/oxlint');
  // Named, because a node_modules that is a link would be linted too.
  const folders = new Set(CASES.map(([file]) => file.split('/')[0] ?? ''));
  return new Promise((done, fail) => {
    execFile(
      oxlint,
      ['--type-aware', '--format=json', ...folders],
      { cwd: folder, maxBuffer: 2 ** 26, timeout: 120_000 },
      (_error, stdout) => {
        try {
          done((JSON.parse(stdout) as { diagnostics: { filename: string; code: string }[] }).diagnostics);
        } catch (cause) {
          fail(new Error(`oxlint printed no JSON: ${stdout.slice(0, 500)}`, { cause }));
        }
      },
    );
  });
}

test.each(CASES.filter(([, , rule]) => rule !== null).map(([file, , rule]) => ({ file, rule })))(
  '$file is refused by $rule',
  ({ file, rule }) => {
    expect([...(reported.get(file) ?? [])]).toContain(rule);
  },
);

test.each(CASES.filter(([, , rule]) => rule === null).map(([file]) => ({ file })))('$file is accepted', ({ file }) => {
  expect([...(reported.get(file) ?? [])]).toEqual([]);
});
