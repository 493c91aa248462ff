/** Bundled by standstill.test.ts: stops its thread between two promises, as a machine that stands still might. */
export async function standStill(ms: number): Promise<string> {
  await Promise.resolve();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  await Promise.resolve();
  return 'went on';
}
