import type { OrderView } from '../../operations/show-order.ts';
import { count } from './table.ts';
import { localTime, when } from './time.ts';

interface Clock {
  now: Date;
  /** IANA zone; left out: the machine's. */
  zone?: string;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function headLines(order: OrderView, { now, zone }: Clock): string[] {
  const at = order.next.at ? `${when(order.next.at, now, zone)}: ` : '';
  return [
    `Order ${order.number}  ${order.reference}`,
    `  Merchant  ${order.merchant}, cart ${order.cart}, ${order.mode}`,
    `  Placed    ${when(order.placedAt, now, zone)}`,
    ...(order.easypostOrderId ? [`  EasyPost  ${order.easypostOrderId}`] : []),
    `  Status    ${order.statusText} [${order.status}]`,
    ...order.why.map((reason, index) => `  ${index === 0 ? 'Why     ' : '        '}  ${reason}`),
    `  Next      ${at}${order.next.text}`,
  ];
}

function lineLines(order: OrderView): string[] {
  return order.lines.map((line) => {
    const shipping = line.requiresShipping ? `${line.shipped} shipped` : 'needs no shipping';
    return `${line.quantity} × ${line.sku ?? '(no SKU)'}  ${line.name}  (${shipping})`;
  });
}

function parcelLines(order: OrderView, { zone }: Clock): string[] {
  return order.parcels.map((parcel) => {
    const units = parcel.units.map(({ barcode, units: amount }) => `${amount} × ${barcode}`).join(', ');
    const written = parcel.writtenAt ? `in the cart since ${localTime(parcel.writtenAt, zone)}` : 'not in the cart yet';
    return `${parcel.carrier} ${parcel.trackingCode}  ${units}  shipped ${localTime(parcel.shippedAt, zone)}, ${written}`;
  });
}

function problemLines(order: OrderView, { zone }: Clock): string[] {
  return order.problems.flatMap((problem) => [
    `${problem.what}: ${problem.subject}  (since ${localTime(problem.since, zone)})`,
    ...(problem.detail ? [`  They say: ${problem.detail}`] : []),
    `  Fix: ${problem.fix}`,
  ]);
}

function holdLines(order: OrderView, { now, zone }: Clock): string[] {
  return order.holds.map((hold) => {
    const until = hold.until ? `until ${when(hold.until, now, zone)}` : 'until released';
    return `${hold.reason}  by ${hold.author}, ${until}`;
  });
}

/** All that is known of an order, for people. Nothing of its buyer. */
export function renderOrder(order: OrderView, clock: Clock): string {
  const timeline = order.timeline.map(
    ({ at, text, author }) => `${localTime(at, clock.zone)}  ${text}${author === 'cartway' ? '' : `  (${author})`}`,
  );
  return [
    ...headLines(order, clock),
    ...section('Problems', problemLines(order, clock)),
    ...section('Holds', holdLines(order, clock)),
    ...section(count(order.lines.length, 'Line'), lineLines(order)),
    ...section('Parcels', parcelLines(order, clock)),
    ...section('Timeline', timeline),
    '',
    `Web UI: ${order.webUi}`,
  ].join('\n');
}
