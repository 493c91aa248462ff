import { z } from 'zod';
import type { HttpClient } from '../http/http-client.ts';
import { showValue } from './api-url.ts';
import type { Cart } from './contract.ts';
import { generic } from './generic/index.ts';
import { issueText } from './issue-text.ts';
import type { CartKind } from './kind.ts';
import { vendure } from './vendure/index.ts';

/** A connection or credentials that cannot be used; the message names field, value (never a secret) and what is allowed. */
export class InvalidCartConnection extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'InvalidCartConnection';
  }
}

type Connect = (connection: unknown, credentials: unknown, http: HttpClient) => Cart;

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], input);
}

function fieldsOf(schema: z.ZodType): string {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape).join(', ') : '';
}

function connectionProblem(schema: z.ZodType, input: unknown, issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return `connection: ${issue.keys.join(', ')} is not known; allowed are ${fieldsOf(schema)}`;
  const field = ['connection', ...issue.path].join('.');
  const value = valueAt(input, issue.path);
  return value === undefined ? `${field} is missing` : `${field} is ${showValue(value)}; ${issue.message}`;
}

function credentialProblem(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union') return 'credentials: allowed are a token, or username and password';
  return `credentials: ${issueText(issue)}`;
}

function entry<Connection, Credentials>(kind: CartKind<Connection, Credentials>): Connect {
  return (connection, credentials, http) => {
    const settings = kind.connection.safeParse(connection);
    const secrets = kind.credentials.safeParse(credentials);
    if (settings.success && secrets.success) return kind.connect(settings.data, secrets.data, http);
    throw new InvalidCartConnection([
      ...(settings.error?.issues ?? []).map((issue) => connectionProblem(kind.connection, connection, issue)),
      ...(secrets.error?.issues ?? []).map(credentialProblem),
    ]);
  };
}

/** Every kind of cart that Cartway knows. */
const CARTS: Readonly<Record<string, Connect>> = { vendure: entry(vendure), generic: entry(generic) };

/** Names of the kinds, for operators. */
export const CART_KINDS: readonly string[] = Object.keys(CARTS);

/** Makes a cart of a kind; throws {@link InvalidCartConnection} without having called anything. */
export function connectCart(kind: string, connection: unknown, credentials: unknown, http: HttpClient): Cart {
  const connect = Object.hasOwn(CARTS, kind) ? CARTS[kind] : undefined;
  if (!connect) throw new InvalidCartConnection([`kind is "${kind}"; allowed are ${CART_KINDS.join(', ')}`]);
  return connect(connection, credentials, http);
}
