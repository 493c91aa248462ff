import { gzipSync } from 'node:zlib';
import { mutateJson, type Truth } from './json-mutations.ts';
import { PLANTED } from './planted.ts';
import type { Random } from './random.ts';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** Promises more bytes than it sends, and breaks off. */
  breaksOff?: boolean;
}

export interface Mutated {
  what: string;
  answer: Answer;
}

const STATUSES = [
  201, 202, 204, 301, 302, 400, 401, 402, 403, 404, 405, 408, 409, 410, 418, 422, 425, 429, 500, 502, 503,
];
const PAUSES = ['7', '0', '-5', '1e999', '9'.repeat(400), '99999999999', 'Fri, 31 Dec 9999 23:59:59 GMT', 'soon', ''];
const TYPES = ['text/html', 'application/xml', 'image/png', 'application/json; charset=utf-16', 'nonsense', ''];

/** Error bodies as systems write them, quoting what they were sent. */
function errorBody(random: Random): string {
  const { name, street, email, token } = PLANTED;
  const words = `${name}, ${street} (${email}) is not allowed with key ${token}`;
  const code = random.pick([
    'ORDER.INVALID',
    'constructor',
    '__proto__',
    words,
    email,
    'in_progress',
    'x'.repeat(5_000),
  ]);
  return random.pick([
    JSON.stringify({ error: { code, message: words, errors: [{ field: 'destination', message: words }] } }),
    JSON.stringify({ errors: [{ code, message: { words } }] }),
    JSON.stringify({ type: 'about:blank', title: words, status: 422, code, detail: words }),
    JSON.stringify({ errors: [{ message: words, extensions: { code } }], data: null }),
    JSON.stringify({ data: { outcome: { errorCode: code, message: words, transitionError: words } } }),
    `{"error":{"code":"X","message":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`,
    `<html><body>${words}</body></html>`,
    words.repeat(3_000),
    'null',
    '',
  ]);
}

function cutAt(random: Random, body: Buffer): Buffer {
  return body.subarray(0, random.int(body.length));
}

function withByte(random: Random, body: Buffer): Buffer {
  const at = random.int(body.length + 1);
  return Buffer.concat([body.subarray(0, at), Buffer.from([random.pick([0x80, 0xff, 0xc3, 0x00])]), body.subarray(at)]);
}

const BODIES: Readonly<Record<string, (random: Random, body: Buffer) => Buffer>> = {
  truncated: cutAt,
  empty: () => Buffer.alloc(0),
  'latin-1': (_, body) => Buffer.from(body.toString('utf8'), 'latin1'),
  'UTF-16': (_, body) => Buffer.from(`\ufeff${body.toString('utf8')}`, 'utf16le'),
  'a byte order mark': (_, body) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]),
  'a byte that is no UTF-8': withByte,
  compressed: (_, body) => gzipSync(body),
  'twice the same': (_, body) => Buffer.concat([body, body]),
  'another value': (random) =>
    Buffer.from(
      random.pick(['null', '[]', '{}', '""', '0', 'NaN', '{"hello":"world"}', '{"data":null}', '{"data":{}}']),
    ),
  HTML: () => Buffer.from(`<html><body>${PLANTED.email} is not available</body></html>`),
};

function mutateBody(random: Random, answer: Answer, truth: Truth): Mutated {
  if (random.chance(0.6) && answer.body.length > 0) {
    const { what, text } = mutateJson(random, answer.body.toString('utf8'), truth);
    return { what, answer: { ...answer, body: Buffer.from(text) } };
  }
  const [what, change] = random.pick(Object.entries(BODIES));
  return { what, answer: { ...answer, body: change(random, answer.body) } };
}

/** Makes a wrong answer of a right one. */
export function mutateAnswer(random: Random, right: Answer, truth: Truth): Mutated {
  const kind = random.int(10);
  if (kind < 7) return mutateBody(random, right, truth);
  if (kind === 7) return { what: 'broken off', answer: { ...right, breaksOff: true } };
  if (kind === 8) {
    const type = random.pick(TYPES);
    return { what: `content type ${type}`, answer: { ...right, headers: { 'content-type': type } } };
  }
  // A refusal that is meant cannot be told from one that is not: it would stop the order for a person.
  const status = random.pick(truth === 'lies' ? STATUSES : [301, 408, 500, 502, 503]);
  const headers = { 'content-type': 'application/json', 'retry-after': random.pick(PAUSES) };
  return { what: `status ${status}`, answer: { status, headers, body: Buffer.from(errorBody(random)) } };
}
