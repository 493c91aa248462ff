import type { Command } from 'commander';
import { InputError } from '../../operations/failures.ts';
import { parseSecretJson, readSecret } from './secrets.ts';
import { pairOption } from './values.ts';

export interface AccessOptions {
  connection?: Record<string, unknown>;
  credential?: string[];
  credentialsFile?: string;
  /** False with `--no-test`. */
  test: boolean;
}

/** Name of the environment variable that may hold a cart's credentials, in JSON. */
export const CREDENTIALS_VARIABLE = 'CARTWAY_CART_CREDENTIALS';

function collect(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text];
}

export function accessOptions(command: Command): Command {
  return command
    .option('--connection <name=value>', 'what the kind needs beside secrets; give it once for each name', pairOption)
    .option('--credential <name=value>', 'a secret; give it once for each name', collect)
    .option('--credentials-file <file>', `secrets as JSON; - for standard input; or set ${CREDENTIALS_VARIABLE}`)
    .option('--no-test', 'save without trying the connection');
}

/** The credentials that were given, or undefined. Errors never repeat them. */
export function readCredentials(options: AccessOptions): Record<string, unknown> | undefined {
  if (options.credential) return Object.fromEntries(options.credential.map(toPair));
  const text = readSecret({
    place: 'credentialsFile',
    file: options.credentialsFile,
    variable: CREDENTIALS_VARIABLE,
  });
  if (text === undefined) return undefined;
  return parseSecretJson(text, options.credentialsFile === undefined ? CREDENTIALS_VARIABLE : 'credentialsFile');
}

function toPair(text: string): [string, string] {
  const match = /^([A-Za-z]\w*)=(.*)$/s.exec(text);
  if (match?.[1] === undefined) throw new InputError('credential', 'is not a pair; allowed is name=value');
  return [match[1], match[2] ?? ''];
}
