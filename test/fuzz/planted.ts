import { inspect } from 'node:util';
import { castError } from '../../activities/errors/cast-errors.ts';
import { ERROR_TYPES, SystemError } from '../../activities/errors/system-error.ts';

/** Personal data and secrets that answers quote, and that no message may. The name has a letter beyond ASCII. */
export const PLANTED = {
  name: 'Zoë Plantedname',
  street: '77 Plantedstreet Rd',
  email: 'planted.buyer@example.com',
  phone: '+1-555-0177-4242',
  token: 'planted-token-6d0f2c9b',
} as const;

const VALUES = [...Object.values(PLANTED), 'Plantedname', 'Plantedstreet'];

/** Why an error breaks a promise: not of the closed set, too long, or with what it must not tell. Empty: it keeps all. */
export function wrongWith(error: unknown, secrets: readonly string[] = []): string[] {
  if (!(error instanceof SystemError)) return [`not a SystemError: ${inspect(error).slice(0, 600)}`];
  const cast = castError(error);
  const shown = [error.message, inspect(error), JSON.stringify(error), String(error.stack), inspect(cast)].join('\n');
  const wrong: string[] = [];
  if (!(ERROR_TYPES as readonly unknown[]).includes(error.type)) wrong.push(`unknown type ${String(error.type)}`);
  if (error.message.length >= 300) wrong.push(`message of ${error.message.length} characters`);
  if (cast.message.length >= 300) wrong.push(`failure of ${cast.message.length} characters`);
  for (const value of [...VALUES, ...secrets]) if (shown.includes(value)) wrong.push(`tells ${value}`);
  return wrong.map((what) => `${what}: ${error.message.slice(0, 300)}`);
}
