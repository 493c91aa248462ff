import { ApiError } from './api-error.ts';
import { NOTICE_STATUS } from './decisions.ts';
import { productOfLine } from './products.ts';
import { noticeBody, packageBody, parseBody } from './requests.ts';
import { stamp, touch } from './stamp.ts';
import type { Book, InboundPackage, Notice } from './state.ts';
import { addAvailable } from './stock.ts';

function checkWarehouse(book: Book, id: string): void {
  if (book.warehouses.has(id)) return;
  throw new ApiError('invalid', [{ field: 'warehouse_id', message: `${id} is not known` }]);
}

export function createNotice(book: Book, raw: unknown): Notice {
  const { warehouse_id, estimated_delivery, comments } = parseBody(noticeBody, raw);
  checkWarehouse(book, warehouse_id);
  const notice: Notice = {
    ...stamp(book, 'notice'),
    status: NOTICE_STATUS.open,
    warehouseId: warehouse_id,
    estimated_delivery: estimated_delivery ?? null,
    comments: comments ?? null,
    packages: new Map(),
  };
  book.notices.set(notice.id, notice);
  return notice;
}

function requireOpen(notice: Notice): void {
  if (notice.status === NOTICE_STATUS.complete) throw new ApiError('noticeComplete');
}

export function changeNotice(book: Book, notice: Notice, raw: Record<string, unknown>): Notice {
  requireOpen(notice);
  const { warehouseId, estimated_delivery, comments } = notice;
  const body = parseBody(noticeBody, { warehouse_id: warehouseId, estimated_delivery, comments, ...raw });
  checkWarehouse(book, body.warehouse_id);
  notice.warehouseId = body.warehouse_id;
  notice.estimated_delivery = body.estimated_delivery ?? null;
  notice.comments = body.comments ?? null;
  touch(notice);
  return notice;
}

/** Own decision: completing closes the notice for changes and leaves stock as counted. */
export function completeNotice(notice: Notice): Notice {
  notice.status = NOTICE_STATUS.complete;
  touch(notice);
  return notice;
}

function readPackage(book: Book, raw: unknown): Omit<InboundPackage, keyof ReturnType<typeof stamp>> {
  const body = parseBody(packageBody, raw);
  const lineItems = body.line_items.map((line, index) => ({
    ...stamp(book, 'lineItem'),
    productId: productOfLine(book, line, index).id,
    units: line.units,
    received_units: 0,
  }));
  return {
    name: body.name ?? null,
    comments: body.comments ?? null,
    tracking_code: body.tracking_code ?? null,
    lineItems,
  };
}

export function addPackage(book: Book, notice: Notice, raw: unknown): InboundPackage {
  requireOpen(notice);
  const inbound: InboundPackage = { ...stamp(book, 'inboundPackage'), ...readPackage(book, raw) };
  notice.packages.set(inbound.id, inbound);
  return inbound;
}

export function changePackage(
  book: Book,
  notice: Notice,
  inbound: InboundPackage,
  raw: Record<string, unknown>,
): InboundPackage {
  requireOpen(notice);
  const { name, comments, tracking_code, lineItems } = inbound;
  const line_items = lineItems.map(({ productId, units }) => ({ product_id: productId, units }));
  const content = readPackage(book, { name, comments, tracking_code, line_items, ...raw });
  // What was counted stays counted, whatever the merchant changes afterwards.
  if (raw.line_items === undefined) content.lineItems = lineItems;
  Object.assign(inbound, content);
  touch(inbound);
  return inbound;
}

/** The warehouse counts everything announced that is still missing; own decision: counted units are stock at once. */
export function receiveNotice(book: Book, notice: Notice): number {
  let received = 0;
  for (const inbound of notice.packages.values()) {
    for (const line of inbound.lineItems) {
      const arrived = line.units - line.received_units;
      line.received_units = line.units;
      addAvailable(book, line.productId, notice.warehouseId, arrived);
      received += arrived;
    }
    touch(inbound);
  }
  return received;
}
