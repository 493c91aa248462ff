import { expect, it } from 'vitest';
import { cachedOrders } from '../../workers/cached-orders.ts';

const GB = 1024 ** 3;

it('a worker with little memory keeps few orders, and one with much no more than 2,000', () => {
  expect([0.1, 0.5, 1, 2, 4, 16].map((heap) => cachedOrders(heap * GB))).toEqual([50, 182, 482, 1_082, 2_000, 2_000]);
});
