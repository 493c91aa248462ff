import { REFUSALS, type Behaviour } from './decisions.ts';

export type RefusalName = keyof typeof REFUSALS;

export interface FieldError {
  field: string;
  message: string;
}

/** A refusal of the API, as the table of decisions has it. */
export class ApiError extends Error {
  readonly refusal: RefusalName;
  readonly fields: readonly FieldError[];

  constructor(refusal: RefusalName, fields: readonly FieldError[] = []) {
    super(REFUSALS[refusal][2]);
    this.name = 'ApiError';
    this.refusal = refusal;
    this.fields = fields;
  }
}

export interface ErrorDetail {
  code: string;
  message: string;
  errors: readonly FieldError[];
}

/** The code stands first in it, where a known client looks for it (easypost.md §5.1). */
export function envelope(behaviour: Behaviour, detail: ErrorDetail): object {
  switch (behaviour.errorEnvelope) {
    case 'errors_object':
      return { errors: detail };
    case 'errors_array':
      return { errors: [detail] };
    case 'error':
      return { error: detail };
  }
}

/** The refusal's answer. */
export function refusalResponse(behaviour: Behaviour, name: RefusalName, fields: readonly FieldError[] = []): Response {
  const [status, code, message] = REFUSALS[name];
  return Response.json(envelope(behaviour, { code, message, errors: fields }), { status });
}
