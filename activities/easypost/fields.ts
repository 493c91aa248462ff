import { z } from 'zod';
import { cleanText } from '../../shared/clean-text.ts';
import { SECONDS_BELOW } from './decisions.ts';

export const text = z
  .string()
  .nullish()
  .transform((value) => (value ? cleanText(value) : (value ?? null)));

/** What is stored under an index, or is part of an address. */
export const id = z
  .string()
  .regex(/^(?=.*\w)[\w.:~-]{1,200}$/, { error: 'allowed are 1 to 200 letters, digits and . : ~ - _' });

export const idOrNull = id.nullish().transform((value) => value ?? null);

export const shortText = z
  .string()
  .max(255)
  .nullish()
  .transform((value) => (value ? cleanText(value) : (value ?? null)));

/** What is only shown to people: a wrong one is done without. */
export const label = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' ? cleanText(value).slice(0, 500) : null));

/** Within what PostgreSQL counts in an integer, also when a few are added up. */
export const units = z.int().min(-100_000_000).max(100_000_000);

const EARLIEST = Date.parse('2000-01-01T00:00:00Z');
const LATEST = Date.parse('2100-01-01T00:00:00Z');

/** Integers on Fulfillment objects, date strings on trackers (easypost.md §13); anything else reads as unknown. */
export const time = z
  .union([z.number(), z.string()])
  .nullish()
  .catch(null)
  .transform((value) => {
    if (value === null || value === undefined) return null;
    const date = new Date(typeof value === 'number' && value < SECONDS_BELOW ? value * 1000 : value);
    return date.getTime() >= EARLIEST && date.getTime() <= LATEST ? date : null;
  });
