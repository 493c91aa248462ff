import { PLANTED } from './planted.ts';
import type { Random } from './random.ts';

type Container = Record<string, unknown> | unknown[];

interface Place {
  parent: Container;
  key: string | number;
  value: unknown;
}

const DEEP = '@deep@';
const DEEP_LEVELS = 20_000;

/** Texts that programs trip over. */
const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  'nul\0inside',
  'half \ud800 pair',
  '__proto__',
  'constructor',
  'toString',
  '../..',
  '..',
  '\u202eright to left',
  '2026-13-45T99:99:99Z',
  `${PLANTED.name} <${PLANTED.email}>`,
];

const ODD_NUMBERS: readonly number[] = [-1, 1.5, -1e308, 1e308, 2 ** 31, 2 ** 53, 1e15, -4e11];

/** Every place in a value, parents first; not what stands under the `spared` keys. */
function placesIn(value: unknown, spared: readonly string[]): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const parent = value as Container;
  const all: (string | number)[] = Array.isArray(parent) ? [...parent.keys()] : Object.keys(parent);
  const keys = all.filter((key) => !spared.includes(String(key)));
  return keys.flatMap((key) => {
    const child = (parent as Record<string | number, unknown>)[key];
    return [{ parent, key, value: child }, ...placesIn(child, spared)];
  });
}

function put({ parent, key }: Place, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Text that does not compress, so that a database cannot make it small again. */
function longText(random: Random): string {
  const length = random.pick([301, 3_000, 9_000, 200_000]);
  return Array.from({ length: Math.ceil(length / 4) }, () => (random.int(1_679_616) + 1_679_616).toString(36))
    .join('')
    .slice(0, length);
}

function otherType(random: Random, value: unknown): unknown {
  const others = [42, 'text', true, [], {}, [[1]], { a: { b: 1 } }].filter((other) => typeof other !== typeof value);
  return random.pick(others);
}

type JsonMutation = (random: Random, place: Place) => void;

/** What can be told from a right answer, so that a reader must notice it or do without it. */
const DETECTABLE: Readonly<Record<string, JsonMutation>> = {
  // A row that is left out of a list cannot be missed, so rows are emptied instead.
  dropped: (_, place) => {
    if (Array.isArray(place.parent)) put(place, {});
    else delete place.parent[place.key];
  },
  null: (_, place) => put(place, null),
  'wrong type': (random, place) => put(place, otherType(random, place.value)),
  'huge array': (_, place) =>
    put(
      place,
      Array.from({ length: 2_000 }, () => place.value),
    ),
  extra: (random, place) => put({ ...place, key: random.pick(['__proto__', 'extra', 'toString']) }, { code: 'x' }),
  deep: (_, place) => put(place, DEEP),
};

/** What might as well be the truth: another id, another quantity. */
const LIES: Readonly<Record<string, JsonMutation>> = {
  'odd text': (random, place) => put(place, random.pick(ODD_TEXTS)),
  'huge text': (random, place) => put(place, longText(random)),
  'odd number': (random, place) => put(place, random.pick(ODD_NUMBERS)),
  'odd time': (random, place) => put(place, random.pick(['9999-12-31T23:59:59Z', '0000-01-01T00:00:00Z', -8e12])),
};

/**
 * `lies`: also what might as well be the truth. Otherwise only what a reader can tell, and nothing under the keys to
 * `spare`, where even an empty value would be a statement.
 */
export type Truth = 'lies' | { spare: readonly string[] };

function isHuge(name: string): boolean {
  return name.startsWith('huge');
}

/** Changes one to three places of a JSON text. Returns what it did, and the new text. */
export function mutateJson(random: Random, text: string, truth: Truth): { what: string; text: string } {
  const root = { answer: JSON.parse(text) as unknown };
  let kinds = Object.entries(truth === 'lies' ? { ...DETECTABLE, ...LIES } : DETECTABLE);
  const done: string[] = [];
  for (let count = 1 + random.int(3); count > 0; count -= 1) {
    const place = random.pick(placesIn(root, truth === 'lies' ? [] : truth.spare));
    const [name, mutation] = random.pick(kinds);
    mutation(random, place);
    done.push(`${name} at ${String(place.key)}`);
    // Two thousand times two thousand rows take this test half a minute to write down, and a hub nothing: it stops reading.
    if (isHuge(name)) kinds = kinds.filter(([other]) => !isHuge(other));
  }
  const nested = '['.repeat(DEEP_LEVELS) + ']'.repeat(DEEP_LEVELS);
  // Left out altogether, it is an answer without a body.
  const changed = JSON.stringify(root.answer) ?? '';
  return { what: done.join(', '), text: changed.replaceAll(JSON.stringify(DEEP), nested) };
}
