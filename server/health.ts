import { Hono } from 'hono';

export interface HealthCheck {
  name: string;
  ok: boolean;
  /** Why not, or what was found; safe to show. */
  detail: string;
}

export interface HealthSources {
  /** Everything that this process needs to do its work. */
  checks(): Promise<HealthCheck[]>;
  /** Metrics in Prometheus' text format. */
  metrics(): Promise<string>;
}

/** `/healthz`: the process answers. `/readyz`: it can do its work (503 where not). `/metrics`: for Prometheus. */
export function healthRoutes(sources: HealthSources): Hono {
  const app = new Hono();
  app.get('/healthz', (context) => context.json({ ok: true }));
  app.get('/readyz', async (context) => {
    const checks = await sources.checks();
    const ready = checks.every(({ ok }) => ok);
    return context.json({ ready, checks }, ready ? 200 : 503);
  });
  app.get('/metrics', async (context) =>
    context.text(await sources.metrics(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  return app;
}
