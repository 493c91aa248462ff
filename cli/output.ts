/** Prints a result: as JSON where asked for, else as `text` makes it. */
export function print<T>(value: T, options: { json?: boolean | undefined }, text: (value: T) => string): void {
  process.stdout.write(`${options.json ? JSON.stringify(value, null, 2) : text(value)}\n`);
}

/** What is only told on the way: progress and hints, apart from results. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
