/** Says on the error output what goes on: the standard output is kept for results. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
