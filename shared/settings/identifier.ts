import { z } from 'zod';

/** Ids of merchants and carts: they stand in workflow ids and Schedules, so they are plain. */
export const identifierSchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, {
  error: (issue) =>
    `"${String(issue.input)}" is not an id; allowed are 1 to 40 of a-z, 0-9 and "-", not at the start or end`,
});
