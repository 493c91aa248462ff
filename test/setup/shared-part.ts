import { describe, inject } from 'vitest';

type PartName = 'database' | 'empty-database' | 'temporal' | 'time-skipping-program' | 'workflow-bundle';

/** Asks the run for one of its shared parts. Throws the reason when this machine cannot have it. */
export async function sharedPart<T>(name: PartName): Promise<T> {
  const response = await fetch(`${inject('sharedPartsUrl')}/${name}`, { signal: AbortSignal.timeout(1_200_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return JSON.parse(text) as T;
}

/**
 * A `describe` that gets `part`, or that is skipped with the reason in its name where this machine cannot have it. The
 * body is then only listed: its hooks and tests do not run, and the part is undefined.
 */
export async function describeWith<T>(title: string, part: () => Promise<T>, body: (part: T) => void): Promise<void> {
  const found = await part().then(
    (value) => ({ value }),
    (error: Error) => ({ why: error.message.split('\n').join(' ').replaceAll(']', ')') }),
  );
  if ('value' in found) describe(title, () => body(found.value));
  else describe.skip(`${title} [skipped, because ${found.why}]`, () => body(undefined as T));
}
