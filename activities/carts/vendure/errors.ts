import { z } from 'zod';
import { ownValue } from '../../../shared/own-value.ts';
import type { ErrorType, SystemError } from '../../errors/system-error.ts';
import type { HttpResponse } from '../../http/http-client.ts';
import { httpError, unreadableAnswer } from '../http-error.ts';
import type { outcomeSchema } from './schema.ts';

const answerSchema = z.object({
  data: z.unknown(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() }))
    .optional(),
});

/** Codes of `errors[].extensions.code`, which come with HTTP 200; any other is refused. */
const ERROR_CODES: Readonly<Record<string, ErrorType>> = {
  FORBIDDEN: 'unauthorized',
  UNAUTHORIZED: 'unauthorized',
  CHANNEL_NOT_FOUND: 'unauthorized',
  ENTITY_NOT_FOUND: 'not_found',
  INTERNAL_SERVER_ERROR: 'unavailable',
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The data of a GraphQL answer; throws the one {@link SystemError} that everything else is cast to. */
export function dataOf(call: string, response: HttpResponse): unknown {
  const answer = answerSchema.safeParse(parseJson(response.text));
  const success = response.status >= 200 && response.status < 300;
  const first = answer.data?.errors?.[0];
  if (first && (success || response.status === 400)) {
    const code = first.extensions?.code;
    const type = (code === undefined ? undefined : ownValue(ERROR_CODES, code)) ?? 'refused';
    throw httpError(call, response, { type, code, words: first.message });
  }
  if (!success) throw httpError(call, response);
  if (!answer.success) throw unreadableAnswer(call, response, 'not a GraphQL answer');
  return answer.data.data;
}

type DomainError = Extract<z.infer<typeof outcomeSchema>, { errorCode: string }>;

/**
 * A domain error of a mutation. All are `refused`: also ItemsAlreadyFulfilledError, which says that somebody else
 * shipped these units with another tracking code, never that this parcel is already there.
 */
export function domainError(call: string, response: HttpResponse, error: DomainError): SystemError {
  const detail = error.transitionError ?? error.fulfillmentHandlerError;
  const words = detail ? `${error.message} (${detail})` : error.message;
  return httpError(call, response, { type: 'refused', code: error.errorCode, words });
}
