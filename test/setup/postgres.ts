import { sharedPart } from './shared-part.ts';

/** The URL of a migrated database of the caller's own, in the one PostgreSQL of this run. */
export function testDatabaseUrl(): Promise<string> {
  return sharedPart<string>('database');
}

/** The URL of a database of the caller's own with nothing in it. */
export function emptyDatabaseUrl(): Promise<string> {
  return sharedPart<string>('empty-database');
}
