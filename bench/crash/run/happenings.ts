import type { Run } from './ledger.ts';

function countText(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const parts = [...counts].map(([word, count]) => `${word} ${count}`);
  return parts.toSorted().join(', ') || 'none';
}

/** What the run really met, a line each: without it, "nothing is wrong" could mean that nothing happened. */
export async function whatHappened({ ledger, stack: { world, context } }: Run): Promise<string[]> {
  const struck = (await world.easypost.calls()).flatMap(({ method, fault }) => (fault ? [`${method} ${fault}`] : []));
  const events = await context.db.selectFrom('order_events').select('kind').execute();
  const attempts = await context.db.selectFrom('send_attempts').select('number').execute();
  const answers = [...ledger.values()].flatMap((entry) => entry.answers.map(({ kind }) => kind));
  return [
    `Faults that struck at EasyPost: ${countText(struck)}`,
    `Timelines: ${countText(events.map(({ kind }) => kind))}`,
    `Sendings by attempt: ${countText(attempts.map(({ number }) => `${number}.`))}`,
    `Operators were told: ${countText(answers)}`,
  ];
}
