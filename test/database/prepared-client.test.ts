import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../database/connection.ts';
import { statementName } from '../../database/prepared-client.ts';
import { testDatabaseUrl } from '../setup/postgres.ts';

let db: Database;

beforeAll(async () => {
  // One connection: all statements meet the same prepared ones.
  db = openDatabase(await testDatabaseUrl(), 1);
});

afterAll(() => db?.destroy());

async function preparedTexts(): Promise<string[]> {
  const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(db);
  return rows.map(({ statement }) => statement);
}

it('a statement with parameters is prepared once and gives each call its own rows', async () => {
  const ask = async (number: number) =>
    (await sql<{ n: number }>`select ${number}::int + 1 as n`.execute(db)).rows[0]?.n;
  expect([await ask(1), await ask(2), await ask(3)]).toEqual([2, 3, 4]);
  expect((await preparedTexts()).filter((text) => text.includes('::int + 1 as n'))).toHaveLength(1);
});

it('a column that a migration adds breaks no statement of a worker that runs', async () => {
  await sql`create table grown (id int, name text)`.execute(db);
  await sql`insert into grown values (1, 'one')`.execute(db);
  const all = () => sql`select * from grown where id = ${1}`.execute(db);
  const named = () => sql`select id, name from grown where id = ${1}`.execute(db);
  await Promise.all([all(), named()]);
  await sql`alter table grown add column more text`.execute(db);
  expect((await all()).rows).toEqual([{ id: 1, name: 'one', more: null }]);
  expect((await named()).rows).toEqual([{ id: 1, name: 'one' }]);
});

it('statements that are long, or read every column, have no name', () => {
  const all = [
    'select * from orders where id = $1',
    'SELECT  "orders".* from "orders" where id = $1',
    'select id, * from orders where id = $1',
    'update orders set status = $1 returning *',
  ];
  expect(all.map(statementName)).toEqual([null, null, null, null]);
  expect(statementName(`select ${'1, '.repeat(3_000)} 1 where $1`)).toBeNull();
  expect(statementName('select id from orders where id = $1')).toBe(
    statementName('select id from orders where id = $1'),
  );
});

it('a product and a count are not all columns', () => {
  expect(statementName("select now() + $1 * interval '1 second'")).toMatch(/^cartway_/);
  expect(statementName('select count(*) from orders where id = $1')).toMatch(/^cartway_/);
});

it('texts without end leave the names bounded, and statements without a name work', async () => {
  for (let count = 0; count < 600; count += 1) statementName(`select ${count} where $1`);
  expect(statementName('select 601 where $1')).toBeNull();
  const { rows } = await sql`select ${'x'}::text as unnamed`.execute(db);
  expect(rows).toEqual([{ unnamed: 'x' }]);
});
