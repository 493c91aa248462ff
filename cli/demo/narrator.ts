import { styleText } from 'node:util';
import type { OrderView } from '../../operations/show-order.ts';
import { when } from '../render/time.ts';

/** Tells the story on the terminal. */
export interface Narrator {
  chapter(title: string): void;
  /** One or more lines of the story. */
  say(text: string): void;
  /** Where an order really stands, what has come onto its timeline since it was told last, and what comes next. */
  order(view: OrderView): void;
}

const INDENT = '   ';

function nextLine({ status, next }: OrderView): string[] {
  if (status === 'confirmed' || status === 'cancelled') return [];
  return [`Next: ${next.text}${next.at ? `, ${when(next.at, new Date())}` : ''}`];
}

/** A narrator that hands each line to `write`; headings stand out where `isTerminal`. */
export function createNarrator(write: (line: string) => void, isTerminal: boolean): Narrator {
  let chapters = 0;
  const toldEvents = new Map<string, number>();
  const say = (lines: readonly string[]): void => lines.forEach((line) => write(`${INDENT}${line}`));

  /** The news of an order; where there is none, why it waits. */
  function newsOf({ number, timeline, why }: OrderView): string[] {
    const news = timeline.slice(toldEvents.get(number) ?? 0);
    toldEvents.set(number, timeline.length);
    if (news.length === 0) return [...why];
    return news.map(({ text, author }) => `${text}${author === 'cartway' ? '' : `  (${author})`}`);
  }

  return {
    chapter(title) {
      chapters += 1;
      const heading = `${chapters}. ${title}`;
      write('');
      write(isTerminal ? styleText('bold', heading) : heading);
    },
    say: (text) => say(text.split('\n')),
    order(view) {
      const margin = ' '.repeat(view.number.length + 2);
      const below = [...newsOf(view).map((text) => `- ${text}`), ...nextLine(view)];
      say([`${view.number}  ${view.statusText} [${view.status}]`, ...below.map((line) => `${margin}${line}`)]);
    },
  };
}
