/** Numbers that a seed repeats. */
export interface Random {
  /** 0 to `below`, without it. */
  int(below: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (below: number): number => Math.floor(next() * below);
  return { int, chance: (probability) => next() < probability, pick: (list) => list[int(list.length)] as never };
}

/** The seed of this run: `CARTWAY_FUZZ_SEED`, or one by the clock. It is printed, so that a failure can be repeated. */
export function fuzzSeed(name: string): number {
  const given = process.env['CARTWAY_FUZZ_SEED'];
  const seed = given === undefined ? Date.now() % 1_000_000_000 : Number(given);
  console.log(`  ${name}: CARTWAY_FUZZ_SEED=${seed}`);
  return seed;
}
