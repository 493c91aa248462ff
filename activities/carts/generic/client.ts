import type { z } from 'zod';
import type { HttpClient, HttpRequest } from '../../http/http-client.ts';
import { withoutSecrets } from '../../errors/without-secrets.ts';
import { readAnswer } from './errors.ts';
import type { GenericConnection, GenericCredentials } from './schema.ts';

const TIMEOUT_MS = 30_000;

type Query = Readonly<Record<string, string | readonly string[]>>;

/** Sends requests to one cart that speaks the generic cart API; rejects with a `SystemError` only. */
export interface GenericClient {
  get<T>(url: string, query: Query, schema: z.ZodType<T>): Promise<T>;
  /** `headers` come beside the credentials. */
  write<T>(
    method: 'POST' | 'PUT',
    url: string,
    body: unknown,
    schema: z.ZodType<T>,
    headers?: Record<string, string>,
  ): Promise<T>;
}

function authorization(connection: GenericConnection, credentials: GenericCredentials): Record<string, string> {
  if ('token' in credentials) {
    const { token } = credentials;
    return connection.header ? { [connection.header]: token } : { authorization: `Bearer ${token}` };
  }
  const pair = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
  return { authorization: `Basic ${pair}` };
}

function withQuery(address: string, query: Query): URL {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) {
    for (const each of typeof value === 'string' ? [value] : value) url.searchParams.append(name, each);
  }
  return url;
}

export function createGenericClient(
  connection: GenericConnection,
  credentials: GenericCredentials,
  http: HttpClient,
): GenericClient {
  const auth = authorization(connection, credentials);
  const secrets = [...Object.values(credentials), ...Object.values(auth)];

  async function send<T>(
    request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>,
    schema: z.ZodType<T>,
  ): Promise<T> {
    const response = await http.send({
      ...request,
      system: 'cart',
      headers: { ...request.headers, ...auth },
      timeoutMs: TIMEOUT_MS,
      isWrite: request.method !== 'GET',
    });
    try {
      return readAnswer(`${request.method} ${request.url.pathname}`, response, schema);
    } catch (error) {
      throw withoutSecrets(error, secrets);
    }
  }

  return {
    get: (url, query, schema) => send({ method: 'GET', url: withQuery(url, query) }, schema),
    write: (method, url, body, schema, headers = {}) => send({ method, url: new URL(url), body, headers }, schema),
  };
}
