import type { Component } from '../../../database/tables.ts';

export interface AllotLine {
  id: string;
  /** Units of the line that were sent. */
  quantity: number;
  /** What one unit of the line consists of. */
  components: readonly Component[];
}

export interface LineQuantity {
  lineId: string;
  quantity: number;
}

export interface Allotment {
  /** Whole units of lines that this parcel completes; empty where it only brings parts of bundles. */
  lines: LineQuantity[];
  /** Units that no line is waiting for. */
  leftover: Component[];
}

interface LineState {
  line: AllotLine;
  /** Units received per component, in the order of `components`. */
  received: number[];
  shipped: number;
}

/** Units of its `index`th component that a line still waits for. */
function room({ line, received }: LineState, index: number): number {
  return line.quantity * (line.components[index]?.units ?? 0) - (received[index] ?? 0);
}

/** Gives units to the lines in order. Returns what no line takes. */
function give(states: readonly LineState[], { barcode, units }: Component): number {
  let rest = units;
  for (const state of states) {
    for (const [index, component] of state.line.components.entries()) {
      if (component.barcode !== barcode) continue;
      const taken = Math.min(rest, room(state, index));
      state.received[index] = (state.received[index] ?? 0) + taken;
      rest -= taken;
    }
  }
  return rest;
}

/** Whole units of a line that its received components make up. */
function completed({ line, received }: LineState): number {
  const perComponent = line.components.map(({ units }, index) => Math.floor((received[index] ?? 0) / units));
  return Math.min(line.quantity, ...perComponent);
}

/**
 * Allots parcels to lines, in the order in which the parcels were stored and the lines stand in the order; a bundle's
 * unit ships with the parcel that brings its last component. What earlier parcels got never changes by later ones.
 */
export function allotParcels(lines: readonly AllotLine[], parcels: readonly (readonly Component[])[]): Allotment[] {
  const states = lines
    .filter(({ components }) => components.length > 0)
    .map((line): LineState => ({ line, received: line.components.map(() => 0), shipped: 0 }));
  return parcels.map((units) => {
    const leftover = units
      .map((item) => ({ barcode: item.barcode, units: give(states, item) }))
      .filter((item) => item.units > 0);
    const shipped = states.flatMap((state): LineQuantity[] => {
      const quantity = completed(state) - state.shipped;
      state.shipped += quantity;
      return quantity > 0 ? [{ lineId: state.line.id, quantity }] : [];
    });
    return { lines: shipped, leftover };
  });
}

/** Whether every unit of every line has shipped. */
export function isComplete(lines: readonly AllotLine[], allotments: readonly Allotment[]): boolean {
  const wanted = lines.reduce((sum, line) => sum + (line.components.length > 0 ? line.quantity : 0), 0);
  const shipped = allotments.flatMap((allotment) => allotment.lines).reduce((sum, { quantity }) => sum + quantity, 0);
  return shipped >= wanted;
}
