interface Units {
  /** Ordered, less what was cancelled. */
  quantity: number;
  /** Refunded without being cancelled. */
  refunded: number;
  shipped: number;
}

/**
 * Units still wanted. Refunds count against units that have not shipped yet: a unit that was refunded after it
 * shipped stays wanted, because it is already delivered. What is not positive is passed through and checked later.
 */
export function wantedUnits({ quantity, refunded, shipped }: Units): number {
  if (quantity <= 0) return quantity;
  const unshipped = Math.max(0, quantity - shipped);
  return quantity - Math.min(Math.max(0, refunded), unshipped);
}
