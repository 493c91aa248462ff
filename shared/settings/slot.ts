/** When something that is ready may be done. */
export type Slot =
  | { kind: 'at_once' }
  | { kind: 'every'; minutes: number }
  | { kind: 'daily'; times: string[]; zone: string };

export const AT_ONCE: Slot = { kind: 'at_once' };
