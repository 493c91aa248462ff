/** A pipe whose reader ended (`| head`), a terminal that was closed. */
const GONE: readonly (string | undefined)[] = ['EPIPE', 'EIO'];

/** Lets a process whose output nobody reads any more finish its work, and tidy up, instead of ending at once. */
export function outliveReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!GONE.includes(error.code)) throw error;
    });
  }
}
