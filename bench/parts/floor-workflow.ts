import { condition, defineSignal, proxyActivities, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import { SEARCH_ATTRIBUTE } from '../../shared/search-attributes.ts';

export interface FloorActivities {
  floorSend(id: string): Promise<void>;
  floorWrite(id: string): Promise<void>;
}

/** The task queues of the two activities. */
export interface FloorQueues {
  send: string;
  write: string;
}

export const floorParcels = defineSignal('floorParcels');

/** An order's workflow with nothing in it: two activities, a signal between them, two upserts of search attributes. */
export async function floorOrder(id: string, queues: FloorQueues): Promise<void> {
  const options = { startToCloseTimeout: '10m', heartbeatTimeout: '20s' } as const;
  const { floorSend } = proxyActivities<FloorActivities>({ ...options, taskQueue: queues.send });
  const { floorWrite } = proxyActivities<FloorActivities>({ ...options, taskQueue: queues.write });
  let hasParcels = false;
  setHandler(floorParcels, () => void (hasParcels = true));
  await floorSend(id);
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTE.status, value: 'accepted' }]);
  await condition(() => hasParcels);
  await floorWrite(id);
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTE.status, value: 'confirmed' }]);
}
