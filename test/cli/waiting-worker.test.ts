import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../database/migrate.ts';
import { until } from '../setup/poll.ts';
import { emptyDatabaseUrl } from '../setup/postgres.ts';
import { buildCli, type BuiltCli } from './built-cli.ts';

/** Nobody listens there. */
const NOWHERE = '127.0.0.1:1';

describe('cartway worker', () => {
  let built: BuiltCli;
  let migrated: string;

  beforeAll(async () => {
    migrated = await emptyDatabaseUrl();
    await migrate(migrated);
    built = await buildCli({
      TEMPORAL_ADDRESS: NOWHERE,
      CARTWAY_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      CARTWAY_HTTP_PORT: '0',
    });
  });
  afterAll(() => built?.close());

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends at %s while it waits for the database', async (signal) => {
    const worker = built.start(['worker'], { CARTWAY_DATABASE_URL: `postgres://nobody@${NOWHERE}/none` });
    await until('it waits', () => worker.printed().includes('Waiting for the database'));
    expect(await worker.stop(signal)).toBe(0);
  });

  it('ends while it waits for Temporal', async () => {
    const worker = built.start(['worker'], { CARTWAY_DATABASE_URL: migrated });
    await until('it waits', () => worker.printed().includes('Waiting for Temporal'));
    expect(await worker.stop('SIGTERM')).toBe(0);
  });
});
