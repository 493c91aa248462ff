import { z } from 'zod';

/** A value that a person gave is wrong. Nothing was changed. The message names the value and what is allowed. */
export class InputError extends Error {
  /** Which argument or setting, in camel case; several where they belong together. */
  readonly place: string;

  constructor(place: string, message: string) {
    super(message);
    this.name = 'InputError';
    this.place = place;
  }
}

/** What was asked for is saved or known, but something else has to happen before it takes effect. */
export class NotDoneError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NotDoneError';
  }
}

interface InputOptions {
  /** Which argument this is; a part of it is named after it (`connection.url`). */
  place?: string;
  /** The value is never repeated. */
  secret?: boolean;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}

/** Whether the schema's own message already repeats the value. */
function namesValue(message: string): boolean {
  return /^["\d{[]/.test(message);
}

function messageOf(issue: z.core.$ZodIssue, value: unknown, secret: boolean): string {
  if (secret || namesValue(issue.message)) return issue.message;
  const found = valueAt(value, issue.path);
  return found === undefined ? issue.message : `${JSON.stringify(found)}: ${issue.message}`;
}

/** Reads `value` by `schema`. Throws an {@link InputError} that names every wrong part, its value and what is allowed. */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown, options: InputOptions = {}): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue) =>
    [options.place, ...issue.path].filter((part) => part !== undefined && part !== '').join('.'),
  );
  const messages = parsed.error.issues.map((issue) => messageOf(issue, value, options.secret ?? false));
  const [place = options.place ?? 'input', ...others] = places;
  if (others.length === 0) throw new InputError(place, messages[0] ?? 'is not valid');
  const rest = messages.slice(1).map((message, index) => `${others[index]}: ${message}`);
  throw new InputError(place, [messages[0], ...rest].join('\n'));
}

/** 1 to `max` characters, trimmed, on one line. */
export function shortText(max: number) {
  return z
    .string()
    .trim()
    .refine((text) => text.length > 0 && text.length <= max && !/[\p{Cc}\p{Cf}]/u.test(text), {
      error: (issue) =>
        `${JSON.stringify(String(issue.input).slice(0, 60))} is not allowed; allowed are 1 to ${max} characters on one line`,
    });
}

/** What was asked for is understood, but not possible any more, or not for this order. The message says why. */
export class RefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RefusedError';
  }
}

interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

/** What failed and why, for an error; checks that failed alike are named together. */
export function failedChecks(checks: readonly Check[]): string {
  const names = new Map<string, string[]>();
  for (const { name, ok, detail } of checks) if (!ok) names.set(detail, [...(names.get(detail) ?? []), name]);
  return [...names].map(([detail, alike]) => `${alike.join(', ')}: ${detail}`).join('; ');
}
