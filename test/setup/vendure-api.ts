/** What a mutation asks of its domain errors. */
export const ERROR = '__typename ... on ErrorResult { errorCode message }';

/** Sends one GraphQL document and returns its data; throws on any error. */
export type GraphqlCall = <T>(query: string, variables?: Record<string, unknown>) => Promise<T>;

interface Answer {
  data?: unknown;
  errors?: { message: string }[];
}

/** A domain error is a union member with an `errorCode`. */
function domainError(data: unknown): string | null {
  for (const value of Object.values((data ?? {}) as Record<string, unknown>)) {
    const code = (value as { errorCode?: string } | null)?.errorCode;
    if (code) return code;
  }
  return null;
}

/** A session of a Vendure API; the token of the first answer is sent with the following calls. */
export function vendureSession(url: string): GraphqlCall {
  let token: string | null = null;
  return async <T>(query: string, variables: Record<string, unknown> = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query, variables }),
    });
    token = response.headers.get('vendure-auth-token') ?? token;
    const answer = (await response.json()) as Answer;
    const failure = answer.errors?.map((error) => error.message).join('; ') ?? domainError(answer.data);
    if (failure) throw new Error(`Vendure answers ${failure} to ${query.slice(0, 80)}`);
    return answer.data as T;
  };
}
