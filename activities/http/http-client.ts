import { lookup } from 'node:dns';
import { Agent, request, type Dispatcher } from 'undici';
import { SystemError, type Reached } from '../errors/system-error.ts';
import { isPrivateAddress, isTrustedHost, whyNotAllowed, type OutboundPolicy } from './outbound-policy.ts';

const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;

export interface HttpRequest {
  /** `easypost` or `cart`: who is called, for errors. */
  system: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: URL;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  timeoutMs: number;
  /** A connection of its own: a kept-alive one that the server just closed would leave a write in doubt. */
  ownConnection?: boolean;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** Sends requests to where the settings allow, with a time limit; a redirect is an answer, never followed. */
export interface HttpClient {
  /** Rejects with a {@link SystemError} `unavailable` when there is no answer, `refused` when it may not be sent. */
  send(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

const NEVER_REACHED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function reachedBy(error: unknown): Reached {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && NEVER_REACHED.has(code) ? 'no' : 'maybe';
}

/** Refuses a public name that resolves to a private address, at the moment of connecting. */
const guardedLookup: typeof lookup = ((host: string, options: object, done: (...args: unknown[]) => void) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error);
    const open = addresses.filter(({ address }) => !isPrivateAddress(address));
    const first = open[0];
    if (!first) return done(Object.assign(new Error('private address'), { code: 'ENOTFOUND' }));
    if ('all' in options && options.all) return done(null, open);
    return done(null, first.address, first.family);
  });
}) as typeof lookup;

function flatHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

export function createHttpClient(policy: OutboundPolicy): HttpClient {
  const connect = { timeout: 10_000 };
  const publicAgent = new Agent({
    connect: { ...connect, lookup: guardedLookup },
    maxResponseSize: MAX_RESPONSE_BYTES,
  });
  const publicOwn = new Agent({
    connect: { ...connect, lookup: guardedLookup },
    pipelining: 0,
    maxResponseSize: MAX_RESPONSE_BYTES,
  });
  const trustedAgent = new Agent({ connect, maxResponseSize: MAX_RESPONSE_BYTES });
  const trustedOwn = new Agent({ connect, pipelining: 0, maxResponseSize: MAX_RESPONSE_BYTES });

  function agentFor(req: HttpRequest): Dispatcher {
    if (isTrustedHost(policy, req.url)) return req.ownConnection ? trustedOwn : trustedAgent;
    return req.ownConnection ? publicOwn : publicAgent;
  }

  return {
    async send(req) {
      const call = `${req.method} ${req.url.pathname}`;
      const forbidden = whyNotAllowed(policy, req.url);
      if (forbidden) {
        throw new SystemError({
          type: 'refused',
          system: req.system,
          call,
          reached: 'no',
          vendorWords: forbidden,
        });
      }
      try {
        const answer = await request(req.url, {
          method: req.method,
          headers: {
            accept: 'application/json',
            ...(req.body === undefined ? {} : { 'content-type': 'application/json' }),
            ...req.headers,
          },
          ...(req.body === undefined ? {} : { body: JSON.stringify(req.body) }),
          signal: AbortSignal.timeout(req.timeoutMs),
          dispatcher: agentFor(req),
        });
        return {
          status: answer.statusCode,
          headers: flatHeaders(answer.headers),
          text: await answer.body.text(),
        };
      } catch (error) {
        throw new SystemError({
          type: 'unavailable',
          system: req.system,
          call,
          reached: reachedBy(error),
        });
      }
    },
    async close() {
      await Promise.all([publicAgent, publicOwn, trustedAgent, trustedOwn].map((agent) => agent.close()));
    },
  };
}
