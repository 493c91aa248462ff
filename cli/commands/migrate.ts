import type { Command } from 'commander';
import { migrate } from '../../database/migrate.ts';
import { readLeaf, run } from '../command.ts';
import { openEnvironment } from '../open-context.ts';
import { print } from '../output.ts';

export function migrateCommand(program: Command): void {
  const command = readLeaf(program, 'migrate', "bring the database to this build's tables");
  run(command, async (_, options) => {
    const env = openEnvironment(options.dataDir);
    const ran = await migrate(env.CARTWAY_DATABASE_URL);
    print({ ran }, options, () => (ran.length > 0 ? `Migrated: ${ran.join(', ')}` : 'The database is up to date.'));
  });
}
