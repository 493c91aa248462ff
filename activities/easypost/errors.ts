import { z } from 'zod';
import { ownValue } from '../../shared/own-value.ts';
import { SystemError, type ErrorType } from '../errors/system-error.ts';
import type { HttpResponse } from '../http/http-client.ts';
import { ERROR_CODES, STATUS_TYPES } from './decisions.ts';

/** What was asked, for the error that tells of it. */
export interface CallInfo {
  /** Method and path. */
  call: string;
  /** The call creates something, so an unreadable success leaves its outcome open. */
  creates: boolean;
}

const detailSchema = z.object({
  code: z.unknown().optional(),
  message: z.unknown().optional(),
  field: z.unknown().optional(),
});

interface ErrorBody {
  code?: string;
  words: string;
}

function asWords(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  try {
    return JSON.stringify(value);
  } catch {
    // Nested too deeply to be written again; the raw answer is kept beside it.
    return '';
  }
}

function firstDetail(envelope: object): unknown {
  // A detail without an envelope has a list `errors` of its own.
  if ('code' in envelope) return envelope;
  const inner = 'error' in envelope ? envelope.error : 'errors' in envelope ? envelope.errors : envelope;
  return Array.isArray(inner) ? inner[0] : inner;
}

/** Reads `{error:{}}`, `{errors:{}}`, `{errors:[{}]}`, plain strings in them, and bodies that are not JSON (§5.1, §11.1). */
function readErrorBody(text: string): ErrorBody {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { words: text };
  }
  if (typeof parsed !== 'object' || parsed === null) return { words: text };
  const detail = detailSchema.safeParse(firstDetail(parsed));
  if (!detail.success) return { words: text };
  const { code, message, field } = detail.data;
  const summary = [asWords(field), asWords(message)].filter((word) => word !== '').join(': ');
  // The summary leads; the raw answer follows, since only it has what we did not expect.
  const words = summary === '' ? text : `${summary} | ${text}`;
  return typeof code === 'string' ? { code, words } : { words };
}

/** `Retry-After` in seconds or as an HTTP date, as milliseconds from `now`; undefined where it says neither. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const value = header?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

function typeOf(status: number, code: string | undefined, creates: boolean): ErrorType {
  if (status >= 500) return 'unavailable';
  const byCode = code === undefined || status < 400 ? undefined : ownValue(ERROR_CODES, code);
  const type = byCode ?? STATUS_TYPES[status] ?? 'refused';
  // What a create names and EasyPost does not know is wrong data of the request.
  return creates && type === 'not_found' ? 'refused' : type;
}

function withoutKey(words: string, apiKey: string): string {
  const encoded = Buffer.from(`${apiKey}:`).toString('base64');
  return words.replaceAll(apiKey, '[key]').replaceAll(encoded, '[key]');
}

/** Casts an answer other than 2xx to the closed set: the one place that does. */
export function castAnswer(info: CallInfo, answer: HttpResponse, apiKey: string): SystemError {
  const body = readErrorBody(answer.text);
  const type = typeOf(answer.status, body.code, info.creates);
  const wait = retryAfterMs(answer.headers['retry-after'], new Date());
  return new SystemError({
    type,
    system: 'easypost',
    call: info.call,
    reached: type === 'unavailable' ? 'maybe' : 'yes',
    status: answer.status,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(body.code === undefined ? {} : { vendorCode: withoutKey(body.code, apiKey) }),
    vendorWords: withoutKey(body.words, apiKey),
  });
}

/** A 2xx answer that is not what §1 promises: after a create, nobody knows whether it happened. */
export function unreadableAnswer(info: CallInfo, status: number, what: string): SystemError {
  return new SystemError({
    type: 'unavailable',
    system: 'easypost',
    call: info.call,
    reached: info.creates ? 'maybe' : 'yes',
    status,
    vendorCode: 'ANSWER.UNREADABLE',
    vendorWords: what,
  });
}

/** A request that is wrong before it is sent; `what` names the field and what is allowed. */
export function invalidRequest(call: string, what: string): SystemError {
  return new SystemError({
    type: 'refused',
    system: 'easypost',
    call,
    reached: 'no',
    vendorCode: 'REQUEST.INVALID',
    vendorWords: what,
  });
}
