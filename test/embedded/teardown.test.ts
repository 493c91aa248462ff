import { describe, expect, it } from 'vitest';
import { Teardown } from '../../embedded/teardown.ts';

function latch() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

describe('What was started', () => {
  it('ends with the last first', async () => {
    const ended: string[] = [];
    const teardown = new Teardown();
    for (const name of ['data', 'database', 'worker']) {
      await teardown.start(
        async () => name,
        async (part) => ended.push(part),
      );
    }
    await teardown.end();
    expect(ended).toEqual(['worker', 'database', 'data']);
  });

  it('ends once, and whoever asks waits for all of it', async () => {
    const slow = latch();
    const ended: string[] = [];
    const teardown = new Teardown();
    teardown.add(async () => ended.push('data'));
    teardown.add(async () => {
      await slow.opened;
      ended.push('database');
    });
    const asked = [1, 2].map(async () => {
      await teardown.end();
      return [...ended];
    });
    slow.open();
    expect(await Promise.all(asked)).toEqual([
      ['database', 'data'],
      ['database', 'data'],
    ]);
  });

  it('ends also where it is still starting, and nothing starts after it', async () => {
    const slow = latch();
    const ended: string[] = [];
    const teardown = new Teardown();
    teardown.add(async () => ended.push('data'));
    const starting = teardown.start(
      () => slow.opened,
      async () => ended.push('database'),
    );
    const ending = teardown.end();
    slow.open();
    await starting;
    await expect(teardown.start(async () => ended.push('worker'))).rejects.toThrow('stopped while it was starting');
    expect(() => teardown.add(async () => undefined)).toThrow('stopped while it was starting');
    await ending;
    expect(ended).toEqual(['database', 'data']);
  });

  it('does not hold others back where one did not start or does not stop', async () => {
    const ended: string[] = [];
    const teardown = new Teardown();
    teardown.add(async () => ended.push('data'));
    teardown.add(() => Promise.reject(new Error('The database does not stop')));
    await expect(teardown.start(() => Promise.reject(new Error('No worker')))).rejects.toThrow('No worker');
    teardown.add(async () => ended.push('worker'));
    await expect(teardown.end()).rejects.toThrow('The database does not stop');
    expect(ended).toEqual(['worker', 'data']);
  });
});
