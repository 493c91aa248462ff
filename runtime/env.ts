import { z } from 'zod';
import type { VaultKey } from './vault.ts';

const KEYS_ALLOWED = 'allowed is <id>:<32 bytes in base64>, several separated by commas, the one that seals first';

function parseKeys(text: string, context: z.RefinementCtx<string>): [VaultKey, ...VaultKey[]] {
  const keys = text.split(',').map((part): VaultKey | null => {
    const match = /^([A-Za-z0-9_-]{1,20}):([A-Za-z0-9+/=]+)$/.exec(part.trim());
    const key = Buffer.from(match?.[2] ?? '', 'base64');
    return match?.[1] && key.length === 32 ? { id: match[1], key } : null;
  });
  const [first, ...others] = keys;
  if (!first || others.includes(null)) {
    // The value itself is a secret and is not repeated.
    context.addIssue({ code: 'custom', message: `is not a list of keys; ${KEYS_ALLOWED}` });
    return z.NEVER;
  }
  return [first, ...others.filter((key) => key !== null)];
}

const hosts = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((host) => host.trim())
      .filter((host) => host !== ''),
  );

const port = z.coerce.number<string>().int().min(0).max(65_535);

const environmentSchema = z.object({
  CARTWAY_DATABASE_URL: z
    .string({ error: 'is missing; allowed is postgres://user:password@host:port/database' })
    .regex(/^postgres(ql)?:\/\//, {
      error: 'is not a database address; allowed is postgres://user:password@host:port/database',
    }),
  CARTWAY_ENCRYPTION_KEYS: z.string({ error: `is missing; ${KEYS_ALLOWED}` }).transform(parseKeys),
  CARTWAY_EASYPOST_URL: z.url().default('https://api.easypost.com/fulfillment/vendor/v2'),
  CARTWAY_TRUSTED_HOSTS: hosts,
  CARTWAY_UI_URL: z.url().default('http://127.0.0.1:8233'),
  CARTWAY_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  CARTWAY_HTTP_HOST: z.string().default('127.0.0.1'),
  CARTWAY_HTTP_PORT: port.default(0),
  CARTWAY_METRICS_PORT: port.default(0),
  /** Seconds to wait before a send in doubt is settled, so that a late commit at EasyPost can show up. */
  CARTWAY_SETTLE_SECONDS: z.coerce.number<string>().min(0).max(600).default(30),
  CARTWAY_HTTP_TIMEOUT_SECONDS: z.coerce.number<string>().min(1).max(60).default(20),
});

export type Environment = z.infer<typeof environmentSchema>;

/** Reads the environment once. Throws one error that names every wrong variable and what is allowed. */
export function readEnvironment(source: NodeJS.ProcessEnv = process.env): Environment {
  const known = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(known);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
  throw new Error(`The environment is not complete:\n${lines.join('\n')}`);
}
