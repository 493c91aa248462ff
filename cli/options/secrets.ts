import { InputError } from '../../operations/failures.ts';
import { readText } from './values.ts';

interface SecretSources {
  /** Given as a plain option. */
  plain?: string | undefined;
  /** The option that names the file, in camel case. */
  place: string;
  /** A path, or `-`. */
  file?: string | undefined;
  /** Name of an environment variable. */
  variable: string;
}

/** A secret from the first source that has it: option, file, environment. */
export function readSecret({ plain, place, file, variable }: SecretSources): string | undefined {
  if (plain !== undefined) return plain;
  if (file !== undefined) return readText(file, place);
  return process.env[variable] || undefined;
}

/** Reads an object of secrets; the error never repeats what was read. */
export function parseSecretJson(text: string, place: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // The parser's message quotes the text, which is a secret.
  }
  throw new InputError(place, 'does not hold an object in JSON; allowed is {"name": "value"}');
}
