import type { ReleasePlan } from '../../shared/orders/outcomes.ts';
import { nextSlot } from '../../shared/time/next-slot.ts';

export interface Block {
  for: 'hold' | 'edit_window' | 'slot';
  /** Milliseconds; null where only a person ends it. */
  until: number | null;
}

/** What keeps the order from being sent at `now` (milliseconds); null when nothing does. `slotStart` fixes its slot. */
export function blockedBy(plan: ReleasePlan, now: number, slotStart: number): Block | null {
  const holds = plan.holds.filter(({ until }) => until === undefined || Date.parse(until) > now);
  const openHold = holds.find(({ until }) => until === undefined);
  if (openHold) return { for: 'hold', until: null };
  const ends = holds.map(({ until }) => Date.parse(until ?? ''));
  if (ends.length > 0) return { for: 'hold', until: Math.max(...ends) };
  const editUntil = plan.editUntil === undefined ? 0 : Date.parse(plan.editUntil);
  if (editUntil > now) return { for: 'edit_window', until: editUntil };
  const slot = nextSlot(Math.max(slotStart, editUntil), plan.send);
  return slot > now ? { for: 'slot', until: slot } : null;
}
