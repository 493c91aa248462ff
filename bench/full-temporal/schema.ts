import { runTool, type Progress } from '../../embedded/run-tool.ts';

/** How to reach the PostgreSQL server of the service, on this machine. */
export interface DatabaseLogin {
  port: number;
  user: string;
  password: string;
}

/** Names of databases, with the schema that the tool holds for each. */
const DATABASES = {
  temporal: 'postgresql/v12/temporal',
  temporal_visibility: 'postgresql/v12/visibility',
} as const;

/** The login in a `postgres://user:password@host:port/…`. */
export function loginOf(url: string): DatabaseLogin {
  const { port, username, password } = new URL(url);
  return { port: Number(port), user: decodeURIComponent(username), password: decodeURIComponent(password) };
}

/** Makes both databases of the service with all their tables. Throws with the tool's words where it fails. */
export async function makeDatabases(sqlTool: string, login: DatabaseLogin, progress: Progress): Promise<void> {
  for (const [database, schema] of Object.entries(DATABASES)) {
    const run = (...args: string[]) => runSqlTool(sqlTool, login, [`--database=${database}`, ...args], progress);
    await run('create-database', '--defaultdb=postgres');
    await run('setup-schema', '--version=0.0');
    await run('update-schema', `--schema-name=${schema}`);
  }
}

async function runSqlTool(file: string, login: DatabaseLogin, args: string[], progress: Progress): Promise<void> {
  const { port, user, password } = login;
  const result = await runTool(
    {
      file,
      args: ['--plugin=postgres12', '--endpoint=127.0.0.1', `--port=${port}`, `--user=${user}`, ...args],
      // Arguments can be read by every user of the machine; and no SQL_… setting of this one may join in.
      env: { PATH: process.env['PATH'], SQL_PASSWORD: password },
      doing: 'Making the tables of the full Temporal service',
      timeoutMs: 120_000,
    },
    progress,
  );
  if (!result.ok) throw new Error(`The tables of the full Temporal service cannot be made: ${result.why}`);
}
