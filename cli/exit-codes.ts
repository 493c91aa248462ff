/** What the shell gets, as docs/cli.md says. */
export const EXIT = {
  ok: 0,
  failed: 1,
  badInput: 2,
  refused: 3,
  stillOpen: 4,
} as const;
