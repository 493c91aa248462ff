import type { z } from 'zod';

/** `lines[0].quantity: Invalid input: expected number, received string`: the place and what is allowed, no value. */
export function issueText(issue: z.core.$ZodIssue): string {
  const place = issue.path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
  return place === '' ? issue.message : `${place}: ${issue.message}`;
}
