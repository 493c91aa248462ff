import { referenceIn } from '../../../shared/orders/reference.ts';
import type { EasypostClient, EasypostOrder } from '../../easypost/types.ts';

function byAge(a: EasypostOrder, b: EasypostOrder): number {
  const difference = (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0);
  return difference || a.id.localeCompare(b.id);
}

/**
 * EasyPost's orders that carry `reference` and are not cancelled, oldest first. EasyPost has no search (easypost.md
 * §10), so this reads the whole list: it is only done where a sending is in doubt.
 */
export async function findAtEasypost(client: EasypostClient, reference: string): Promise<EasypostOrder[]> {
  const found: EasypostOrder[] = [];
  for await (const page of client.listOrders()) {
    found.push(...page.filter((order) => order.state !== 'cancelled' && referenceIn(order.description) === reference));
  }
  return found.sort(byAge);
}
