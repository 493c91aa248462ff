import { z } from 'zod';

/** The rows of a list that can be read, and what is wrong with the others. */
export interface Rows<T> {
  rows: T[];
  wrong: UnreadableRow[];
}

export interface UnreadableRow {
  /** Null where the row tells none. */
  id: string | null;
  /** Which fields are wrong, never what stands in them: that may be personal. */
  reason: string;
}

/** Names the fields that are wrong, never their values: those may be personal. */
export function describeIssues(error: z.ZodError): string {
  const issues = error.issues.slice(0, 5);
  return issues.map((issue) => `${issue.path.join('.') || '(answer)'}: ${issue.message}`).join('; ');
}

const namedSchema = z.object({ id: z.string().max(200) });

/** A list is an object with one plural key (easypost.md §1). Its rows are read one by one. */
export function listOf<T>(key: string, row: z.ZodType<T>): z.ZodType<Rows<T>> {
  return z.object({ [key]: z.array(z.unknown()) }).transform((raw): Rows<T> => {
    const list: Rows<T> = { rows: [], wrong: [] };
    for (const each of raw[key] ?? []) {
      const parsed = row.safeParse(each);
      if (parsed.success) list.rows.push(parsed.data);
      else list.wrong.push({ id: namedSchema.safeParse(each).data?.id ?? null, reason: describeIssues(parsed.error) });
    }
    return list;
  });
}
