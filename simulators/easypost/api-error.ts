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

/** The refusal's answer; the code stands first in it, where a known client looks for it (easypost.md §5.1). */
export function refusalResponse(behaviour: Behaviour, name: RefusalName, fields: readonly FieldError[] = []): Response {
  const [status, code, message] = REFUSALS[name];
  const detail = { code, message, errors: fields };
  const body: Record<Behaviour['errorEnvelope'], object> = {
    errors_object: { errors: detail },
    errors_array: { errors: [detail] },
    error: { error: detail },
  };
  return Response.json(body[behaviour.errorEnvelope], { status });
}
