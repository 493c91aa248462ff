import { readdirSync, readFileSync } from 'node:fs';
import { median } from './percentiles.ts';

/** Linux counts the processor time of a process in hundredths of a second. */
const TICKS_PER_SECOND = 100;

interface ProcessFacts {
  parent: number;
  /** Hundredths of a second, of the process itself and of its children that ended. */
  own: number;
  ended: number;
}

/** Null where the process is gone, or the system has no /proc. */
function factsOf(pid: number | string): ProcessFacts | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold blanks; fields are counted after it.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map(Number);
    const own = (user ?? 0) + (system ?? 0);
    return { parent: Number(fields[1]), own, ended: (endedUser ?? 0) + (endedSystem ?? 0) };
  } catch {
    return null;
  }
}

/** Seconds of processor time that a process used up to now, and its children where it serves by them (PostgreSQL). */
export function cpuSeconds(pid: number, withChildren = false): number {
  const facts = factsOf(pid);
  let ticks = facts?.own ?? 0;
  if (withChildren) {
    ticks += facts?.ended ?? 0;
    for (const child of processIds().map(factsOf)) if (child?.parent === pid) ticks += child.own + child.ended;
  }
  return ticks / TICKS_PER_SECOND;
}

function processIds(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Resident memory in MB; 0 where it cannot be read. */
export function rssMb(pid: number): number {
  try {
    const [, kb] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Math.round(Number(kb ?? 0) / 1024);
  } catch {
    return 0;
  }
}

/** Samples a value four times a second until it is stopped; gives what was seen, oldest first. */
export function sample(read: () => number): () => number[] {
  const seen = [read()];
  const timer = setInterval(() => seen.push(read()), 250);
  return () => {
    clearInterval(timer);
    seen.push(read());
    return seen;
  };
}

/** The medians of the second and the last quarter of samples: what grows with the work is more at the end. */
export function trendOf(samples: readonly number[]): { early: number; late: number } {
  const at = (share: number) => Math.floor(samples.length * share);
  return { early: median(samples.slice(at(0.25), at(0.5) + 1)), late: median(samples.slice(at(0.75))) };
}

/** Runs `work` and gives the seconds of processor time that each part, a process by its name, used meanwhile. */
export async function cpuDuring(
  pids: Readonly<Record<string, number>>,
  work: () => Promise<void>,
): Promise<Record<string, number>> {
  const used = (name: string) => cpuSeconds(pids[name] ?? 0, name === 'postgres');
  const before = new Map(Object.keys(pids).map((name) => [name, used(name)]));
  await work();
  return Object.fromEntries([...before].map(([name, seconds]) => [name, used(name) - seconds]));
}
