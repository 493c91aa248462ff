import { createHmac } from 'node:crypto';
import { WEBHOOK_RETRY_MS, WEBHOOK_TIMEOUT_MS } from './decisions.ts';
import { newId } from './stamp.ts';
import type { Book, Webhook } from './state.ts';

/** One event to one address, and how its delivery went. */
export interface Delivery {
  eventId: string;
  event: string;
  url: string;
  /** HTTP status of each try; null where nobody answered. */
  tries: (number | null)[];
  delivered: boolean;
}

export interface WebhookSender {
  publish(book: Book, event: string, result: object): void;
  deliveries(book: Book): Delivery[];
  close(): Promise<void>;
}

const KEPT_DELIVERIES = 10_000;

/** `X-Hmac-Signature` of a body: HMAC-SHA256 with the NFKD-normalised secret (easypost.md §11.4). */
export function signatureOf(secret: string, body: string): string {
  const digest = createHmac('sha256', Buffer.from(secret.normalize('NFKD'), 'utf8'))
    .update(body, 'utf8')
    .digest('hex');
  return `hmac-sha256-hex=${digest}`;
}

function eventBody(book: Book, event: string, result: object): { id: string; body: string } {
  const id = newId('event');
  const now = new Date().toISOString();
  const envelope = { id, object: 'Event', mode: book.mode, description: event, created_at: now, updated_at: now };
  return { id, body: JSON.stringify({ ...envelope, status: 'pending', previous_attributes: {}, result }) };
}

/** Delivers events in the background, each try signed anew; 2xx means received. */
export function createWebhookSender(retryMs: readonly number[] = WEBHOOK_RETRY_MS): WebhookSender {
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  const log = new WeakMap<Book, Delivery[]>();

  async function post(webhook: Webhook, body: string): Promise<number | null> {
    const signature = webhook.secret === null ? {} : { 'x-hmac-signature': signatureOf(webhook.secret, body) };
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(WEBHOOK_TIMEOUT_MS)]);
    try {
      const headers = { 'content-type': 'application/json', ...signature };
      const answer = await fetch(webhook.url, { method: 'POST', headers, body, signal, redirect: 'manual' });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      // Nobody answered; the list of tries says so.
      return null;
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done() {
        clearTimeout(timer);
        closing.signal.removeEventListener('abort', done);
        resolve();
      }
      closing.signal.addEventListener('abort', done);
    });
  }

  async function deliver(webhook: Webhook, body: string, delivery: Delivery): Promise<void> {
    for (const wait of [0, ...retryMs]) {
      if (wait > 0) await pause(wait);
      if (closing.signal.aborted || webhook.disabled_at !== null) return;
      const status = await post(webhook, body);
      delivery.tries.push(status);
      delivery.delivered = status !== null && status >= 200 && status < 300;
      if (delivery.delivered) return;
    }
  }

  function start(book: Book, webhook: Webhook, event: string, body: string, eventId: string): void {
    const delivery: Delivery = { eventId, event, url: webhook.url, tries: [], delivered: false };
    const deliveries = log.get(book) ?? [];
    log.set(book, [...deliveries.slice(-KEPT_DELIVERIES), delivery]);
    const task = deliver(webhook, body, delivery).finally(() => running.delete(task));
    running.add(task);
  }

  return {
    publish(book, event, result) {
      const webhooks = [...book.webhooks.values()].filter(({ disabled_at }) => disabled_at === null);
      if (webhooks.length === 0) return;
      const { id, body } = eventBody(book, event, result);
      for (const webhook of webhooks) start(book, webhook, event, body, id);
    },
    deliveries: (book) => log.get(book) ?? [],
    async close() {
      closing.abort();
      await Promise.all(running);
    },
  };
}
