import type { Hono } from 'hono';
import { readControl } from './control-body.ts';
import { faultSchema, type FaultQueue } from './faults.ts';

/** Arms and disarms faults. */
export function faultRoutes(control: Hono, { faults }: { faults: FaultQueue }): void {
  control.post('/faults', async (c) => c.json({ id: faults.add(await readControl(c, faultSchema)) }));
  control.get('/faults', (c) => c.json({ faults: faults.list() }));
  control.delete('/faults', (c) => {
    faults.clear();
    return c.json({});
  });
  control.delete('/faults/:id', (c) => c.json({ removed: faults.remove(c.req.param('id')) }));
}
