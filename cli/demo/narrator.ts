import { styleText } from 'node:util';
import type { OrderView } from '../../operations/show-order.ts';
import { when } from '../render/time.ts';

/** Tells the story on the terminal. */
export interface Narrator {
  chapter(title: string): void;
  /** One or more lines of the story. */
  say(text: string): void;
  /** Where an order really stands, as `cartway order show` tells it. */
  order(view: OrderView): void;
}

const INDENT = '   ';

function stateLines({ number, status, statusText, why, next }: OrderView): string[] {
  const isOver = status === 'confirmed' || status === 'cancelled';
  const at = next.at ? `, ${when(next.at, new Date())}` : '';
  const margin = ' '.repeat(number.length + 2);
  return [
    `${number}  ${status}: ${statusText}`,
    ...why.map((reason) => `${margin}Why:  ${reason}`),
    ...(isOver ? [] : [`${margin}Next: ${next.text}${at}`]),
  ];
}

function parcelLines({ number, parcels }: OrderView): string[] {
  const margin = ' '.repeat(number.length + 2);
  return parcels.map(({ carrier, trackingCode, units, writtenAt }) => {
    const contents = units.map((unit) => `${unit.units} × ${unit.barcode}`).join(', ');
    return `${margin}Parcel: ${carrier} ${trackingCode}, ${contents}, ${writtenAt ? 'in the shop' : 'not in the shop yet'}`;
  });
}

/** A narrator that hands each line to `write`; headings stand out where `isTerminal`. */
export function createNarrator(write: (line: string) => void, isTerminal: boolean): Narrator {
  let chapters = 0;
  const say = (lines: readonly string[]): void => lines.forEach((line) => write(`${INDENT}${line}`));
  return {
    chapter(title) {
      chapters += 1;
      const heading = `${chapters}. ${title}`;
      write('');
      write(isTerminal ? styleText('bold', heading) : heading);
    },
    say: (text) => say(text.split('\n')),
    order: (view) => say([...stateLines(view), ...parcelLines(view)]),
  };
}
