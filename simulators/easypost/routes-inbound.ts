import { Hono, type Context } from 'hono';
import { found, readBody, type ApiEnv } from './route.ts';
import { CREATED, DELETE_BODY } from './decisions.ts';
import { addPackage, changeNotice, changePackage, completeNotice, createNotice } from './notices.ts';
import { pageOf } from './paging.ts';
import { renderNotice, renderPackage } from './render.ts';
import type { InboundPackage, Notice } from './state.ts';
import type { World } from './world.ts';

const LIST = '/advanced_shipment_notices';
const ONE = `${LIST}/:id`;
const PACKAGES = `${ONE}/inbound_packages`;
const PACKAGE = `${PACKAGES}/:inbound`;

function noticeOf(c: Context<ApiEnv>): Notice {
  return found(c.get('book').notices.get(c.req.param('id') ?? ''));
}

function packageOf(c: Context<ApiEnv>): InboundPackage {
  return found(noticeOf(c).packages.get(c.req.param('inbound') ?? ''));
}

/** Advanced shipment notices and their inbound packages (easypost.md §7). */
export function inboundRoutes(world: World): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>({ strict: false });
  const queryOf = (c: Context) => new URL(c.req.url).searchParams;

  routes.post(LIST, async (c) => {
    const body = await readBody(c);
    return c.json(renderNotice(c.get('book'), createNotice(c.get('book'), body)), CREATED);
  });
  routes.get(LIST, (c) => {
    const book = c.get('book');
    const page = pageOf(book.notices.values(), queryOf(c), world.behaviour);
    return c.json({ advanced_shipment_notices: page.map((notice) => renderNotice(book, notice)) });
  });
  routes.get(ONE, (c) => c.json(renderNotice(c.get('book'), noticeOf(c))));
  routes.patch(ONE, async (c) => {
    const body = await readBody(c);
    return c.json(renderNotice(c.get('book'), changeNotice(c.get('book'), noticeOf(c), body)));
  });
  routes.delete(ONE, (c) => {
    c.get('book').notices.delete(noticeOf(c).id);
    return c.json(DELETE_BODY);
  });
  routes.patch(`${ONE}/complete`, (c) => c.json(renderNotice(c.get('book'), completeNotice(noticeOf(c)))));

  routes.post(PACKAGES, async (c) => {
    const body = await readBody(c);
    return c.json(renderPackage(c.get('book'), addPackage(c.get('book'), noticeOf(c), body)), CREATED);
  });
  routes.get(PACKAGES, (c) => {
    const page = pageOf(noticeOf(c).packages.values(), queryOf(c), world.behaviour);
    return c.json({ inbound_packages: page.map((inbound) => renderPackage(c.get('book'), inbound)) });
  });
  routes.get(PACKAGE, (c) => c.json(renderPackage(c.get('book'), packageOf(c))));
  routes.patch(PACKAGE, async (c) => {
    const body = await readBody(c);
    const changed = changePackage(c.get('book'), noticeOf(c), packageOf(c), body);
    return c.json(renderPackage(c.get('book'), changed));
  });
  routes.delete(PACKAGE, (c) => {
    noticeOf(c).packages.delete(packageOf(c).id);
    return c.json(DELETE_BODY);
  });
  return routes;
}
