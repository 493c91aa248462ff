import { Hono } from 'hono';
import { found, readBody, type ApiEnv } from './route.ts';
import { CREATED, DELETE_BODY } from './decisions.ts';
import { parseBody, webhookBody } from './requests.ts';
import { stamp, touch } from './stamp.ts';
import type { Webhook } from './state.ts';

function render({ secret: _secret, ...webhook }: Webhook): object {
  return { object: 'Webhook', ...webhook, custom_headers: [] };
}

/** Registration of webhooks as the shipping API has it (easypost.md §11.4). */
export function webhookRoutes(): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>({ strict: false });
  routes.post('/', async (c) => {
    const { webhook: wrapped, ...bare } = await readBody(c);
    const { url, webhook_secret } = parseBody(webhookBody, wrapped ?? bare);
    const marks = stamp(c.get('book'), 'webhook');
    const webhook: Webhook = { ...marks, url, secret: webhook_secret ?? null, disabled_at: null };
    c.get('book').webhooks.set(webhook.id, webhook);
    return c.json(render(webhook), CREATED);
  });
  routes.get('/', (c) => c.json({ webhooks: [...c.get('book').webhooks.values()].map(render) }));
  routes.get('/:id', (c) => c.json(render(found(c.get('book').webhooks.get(c.req.param('id'))))));
  routes.patch('/:id', async (c) => {
    const { webhook: wrapped, ...bare } = await readBody(c);
    const { url, webhook_secret } = parseBody(webhookBody.partial(), wrapped ?? bare);
    const webhook = found(c.get('book').webhooks.get(c.req.param('id')));
    if (url !== undefined) webhook.url = url;
    if (webhook_secret !== undefined) webhook.secret = webhook_secret;
    // A change switches a disabled webhook on again, as in the shipping API.
    webhook.disabled_at = null;
    touch(webhook);
    return c.json(render(webhook), CREATED);
  });
  routes.delete('/:id', (c) => {
    const { id } = found(c.get('book').webhooks.get(c.req.param('id')));
    c.get('book').webhooks.delete(id);
    return c.json(DELETE_BODY);
  });
  return routes;
}
