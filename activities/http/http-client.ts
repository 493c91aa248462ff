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
  /** Whether it changes something there, so that a request without an answer is in doubt. */
  isWrite?: boolean;
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

/**
 * A write goes over a connection that answered within the last second, or a new one: a server closes one that was
 * idle for longer at any moment, which would leave the write in doubt.
 */
const WRITE_IDLE_MS = 1_000;
const WRITE_AGENT = { keepAliveTimeout: WRITE_IDLE_MS, keepAliveMaxTimeout: WRITE_IDLE_MS };

function createAgents(guard: { lookup?: typeof lookup }): Record<'read' | 'write', Agent> {
  const common = { connect: { timeout: 10_000, ...guard }, maxResponseSize: MAX_RESPONSE_BYTES };
  return { read: new Agent(common), write: new Agent({ ...common, ...WRITE_AGENT }) };
}

export function createHttpClient(policy: OutboundPolicy): HttpClient {
  const [open, trusted] = [createAgents({ lookup: guardedLookup }), createAgents({})];

  function agentFor(req: HttpRequest): Dispatcher {
    const agents = isTrustedHost(policy, req.url) ? trusted : open;
    return req.isWrite ? agents.write : agents.read;
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
      await Promise.all([open, trusted].flatMap(({ read, write }) => [read.close(), write.close()]));
    },
  };
}
