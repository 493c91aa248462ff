import { isGrpcServiceError } from '@temporalio/client';
import { CommanderError, type Command } from 'commander';
import { InputError, RefusedError } from '../operations/failures.ts';
import { EXIT } from './exit-codes.ts';

/** `--send` or `<merchant>` for what the operation calls `send` or `merchant`, where this command has it. */
function placeIn(command: Command, place: string): string {
  const [word = '', ...rest] = place.split('.');
  const suffix = rest.map((part) => `.${part}`).join('');
  const option = command.options.find((candidate) => candidate.attributeName() === word);
  if (option) return `${option.long ?? word}${suffix}`;
  const argument = command.registeredArguments.find((candidate) => candidate.name() === word);
  return argument ? `<${word}>${suffix}` : place;
}

const NOT_REACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'ECONNRESET', 'EHOSTUNREACH']);

/** A part of Cartway that does not answer, in plain words; null for other errors. */
function partAway(error: Error): string | null {
  const { code } = error as { code?: unknown };
  if (isGrpcServiceError(error) || error.name === 'ServiceError') {
    const why = isGrpcServiceError(error.cause) ? error.cause.details : error.message;
    return `Temporal does not answer as it should (${why}); check TEMPORAL_ADDRESS, or run: cartway up`;
  }
  if (typeof code !== 'string') return null;
  if (NOT_REACHED.has(code))
    return `PostgreSQL does not answer (${code}); check CARTWAY_DATABASE_URL, or run: cartway up`;
  if (code === '42P01' || code === '42703')
    return "The database does not have this build's tables; run: cartway migrate";
  if (code.startsWith('28') || code === '3D000') return `PostgreSQL refuses the connection (${error.message})`;
  return null;
}

/** What is printed of an error: what happened, its value, place and what is allowed; never a stack. */
export function messageFor(error: unknown, command: Command): string {
  if (error instanceof InputError) return `${placeIn(command, error.place)}: ${error.message}`;
  if (!(error instanceof Error)) return String(error);
  return partAway(error) ?? (error.message || error.name);
}

export function exitCodeFor(error: unknown): number {
  if (error instanceof InputError) return EXIT.badInput;
  if (error instanceof RefusedError) return EXIT.refused;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.badInput;
  return EXIT.failed;
}

/** Tells a person what went wrong and gives the shell its code. */
export function reportError(error: unknown, command: Command): number {
  // Commander prints its own messages.
  if (!(error instanceof CommanderError)) process.stderr.write(`cartway: ${messageFor(error, command)}\n`);
  if (process.env['CARTWAY_LOG_LEVEL'] === 'debug' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return exitCodeFor(error);
}
