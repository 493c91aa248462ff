import { z } from 'zod';
import type { HttpClient, HttpResponse } from '../../http/http-client.ts';
import { withoutSecrets } from '../../errors/without-secrets.ts';
import { unreadableAnswer } from '../http-error.ts';
import { dataOf, domainError } from './errors.ts';
import { outcomeSchema, type VendureConnection, type VendureCredentials } from './schema.ts';

const TIMEOUT_MS = 30_000;

/** Sends GraphQL documents to one Vendure; rejects with a `SystemError` only. */
export interface VendureClient {
  query<T>(document: string, variables: object, schema: z.ZodType<T>): Promise<T>;
  /** A mutation whose result is named `outcome`; returns the id of what it made or changed. */
  mutate(document: string, variables: object): Promise<string>;
}

/** `POST /admin-api CartwayOrders`: the operation is the part of the call that says something. */
function callName(url: URL, document: string): string {
  return `POST ${url.pathname} ${/(?:query|mutation) (\w+)/.exec(document)?.[1] ?? ''}`;
}

function read<T>(call: string, response: HttpResponse, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(dataOf(call, response));
  if (!parsed.success) throw unreadableAnswer(call, response, 'not what was asked for');
  return parsed.data;
}

export function createVendureClient(
  connection: VendureConnection,
  credentials: VendureCredentials,
  http: HttpClient,
): VendureClient {
  const url = new URL(connection.url);
  const headers: Record<string, string> = {
    'vendure-api-key': credentials.apiKey,
    ...(connection.channelToken ? { 'vendure-token': connection.channelToken } : {}),
  };
  const send = (document: string, variables: object) =>
    http.send({
      system: 'cart',
      method: 'POST',
      url,
      headers,
      body: { query: document, variables },
      timeoutMs: TIMEOUT_MS,
      isWrite: document.startsWith('mutation'),
    });

  async function ask<T>(document: string, variables: object, take: (call: string, response: HttpResponse) => T) {
    const response = await send(document, variables);
    try {
      return take(callName(url, document), response);
    } catch (error) {
      throw withoutSecrets(error, Object.values(headers));
    }
  }

  return {
    query: (document, variables, schema) => ask(document, variables, (call, response) => read(call, response, schema)),
    mutate: (document, variables) =>
      ask(document, variables, (call, response) => {
        const { outcome } = read(call, response, z.object({ outcome: outcomeSchema }));
        if ('errorCode' in outcome) throw domainError(call, response, outcome);
        return outcome.id;
      }),
  };
}
