import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCartControl, type CartControl } from '../../simulators/cart/control.ts';
import { startDemoCart, type DemoCart } from '../../simulators/cart/server.ts';

let demo: DemoCart;
let control: CartControl;

beforeEach(async () => {
  demo = await startDemoCart({
    token: 'secret',
    seed: { stock: { A: 3 }, orders: [{ lines: [{ sku: 'A', quantity: 2 }] }] },
  });
  control = createCartControl(demo.controlUrl);
});
afterEach(() => demo.close());

const auth = { authorization: 'Bearer secret', 'content-type': 'application/json' };

async function problemOf(response: Response): Promise<unknown> {
  const { status, code } = (await response.json()) as { status: number; code: string };
  return { type: response.headers.get('content-type'), http: response.status, status, code };
}

function refusal(status: number, code: string): object {
  return { type: 'application/problem+json', http: status, status, code };
}

describe('the reference server of the generic cart API', () => {
  test.each(['/orders', '/shipments?order_id=1', '/inventory'])('answers 401 at %s without the token', async (path) => {
    expect(await problemOf(await fetch(`${demo.url}${path}`))).toEqual(refusal(401, 'unauthorized'));
  });

  test('answers what it cannot read with a problem', async () => {
    expect(await problemOf(await fetch(`${demo.ordersUrl}?limit=0`, { headers: auth }))).toEqual(
      refusal(400, 'bad_request'),
    );
    expect(await problemOf(await fetch(`${demo.ordersUrl}?cursor=x`, { headers: auth }))).toEqual(
      refusal(400, 'bad_cursor'),
    );
  });

  test('starts with the orders and the stock of its seed', async () => {
    expect(await control.orders()).toMatchObject([{ status: 'paid', lines: [{ sku: 'A', quantity: 2 }] }]);
    expect(await control.stock()).toEqual({ A: 3 });
  });

  test('refuses a port that is taken', async () => {
    await expect(startDemoCart({ token: 'secret', port: demo.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('its shipments', () => {
  const body = {
    order_id: 'ord_1001',
    shipment_id: 'p1',
    shipped_at: '2026-11-22T12:00:00Z',
    carrier: 'UPS',
    tracking_number: '1Z1',
    tracking_url: null,
    lines: [{ line_id: 'ord_1001_1', quantity: 1 }],
  };
  const post = (key: string, change: object = {}) =>
    fetch(demo.shipmentsUrl, {
      method: 'POST',
      headers: { ...auth, 'idempotency-key': key },
      body: JSON.stringify({ ...body, ...change }),
    });

  test('are the same for the same key, which cannot be used for anything else', async () => {
    const [first, again] = [await post('p1'), await post('p1')];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(await again.json()).toEqual(await first.json());
    expect(await problemOf(await post('p1', { tracking_number: '1Z2' }))).toEqual(refusal(422, 'key_reused'));
  });

  test('cannot have more units than the line, whatever was cancelled or shipped before', async () => {
    expect((await post('p1')).status).toBe(201);
    await control.changeOrder('ord_1001', { lines: { ord_1001_1: { quantity_cancelled: 1 } } });
    expect(await problemOf(await post('p2'))).toEqual(refusal(422, 'over_quantity'));
    const twice = { lines: [...body.lines, ...body.lines, ...body.lines] };
    expect(await problemOf(await post('p3', twice))).toEqual(refusal(422, 'over_quantity'));
  });

  test('cannot be made for lines and orders that do not exist or are cancelled', async () => {
    expect(await problemOf(await post('p1', { lines: [{ line_id: 'x', quantity: 1 }] }))).toEqual(
      refusal(422, 'unknown_line'),
    );
    expect(await problemOf(await post('p1', { order_id: 'x' }))).toEqual(refusal(404, 'order_not_found'));
    await control.cancel('ord_1001');
    expect(await problemOf(await post('p1'))).toEqual(refusal(422, 'order_cancelled'));
  });
});
