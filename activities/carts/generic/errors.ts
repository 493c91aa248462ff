import { z } from 'zod';
import type { SystemError } from '../../errors/system-error.ts';
import type { HttpResponse } from '../../http/http-client.ts';
import { httpError, unreadableAnswer } from '../http-error.ts';

/** RFC 9457 problem details, with a `code` member. */
const problemSchema = z.object({
  code: z.string().nullish(),
  title: z.string().nullish(),
  detail: z.string().nullish(),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Casts an answer that is not a success; its problem details become the vendor's words. */
function failure(call: string, response: HttpResponse): SystemError {
  const problem = problemSchema.safeParse(parseJson(response.text)).data;
  if (!problem) return httpError(call, response);
  const words = [problem.title, problem.detail].filter(Boolean).join(': ');
  return httpError(call, response, {
    code: problem.code ?? undefined,
    words: words || response.text,
    // The first request with the same key is still being worked on: its outcome is asked for again.
    type: response.status === 409 && problem.code === 'in_progress' ? 'unavailable' : undefined,
  });
}

/** What a success says; throws the one {@link SystemError} that everything else is cast to. */
export function readAnswer<T>(call: string, response: HttpResponse, schema: z.ZodType<T>): T {
  if (response.status < 200 || response.status >= 300) throw failure(call, response);
  const parsed = schema.safeParse(parseJson(response.text));
  if (!parsed.success) throw unreadableAnswer(call, response, 'not what the API promises');
  return parsed.data;
}
