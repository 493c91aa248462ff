/** What the demo cart can do wrong. */
export type Fault =
  /** Drops every connection without an answer. */
  | { kind: 'outage' }
  | { kind: 'latency'; ms: number }
  | { kind: 'rate_limited'; retryAfter: number }
  | { kind: 'server_error' }
  | { kind: 'html' }
  | { kind: 'malformed_json' }
  /** Takes no credentials any more. */
  | { kind: 'unauthorized' }
  /** Does what it was asked for, then drops the connection. */
  | { kind: 'commit_then_drop' }
  /** Answers 504 at once and does what it was asked for `ms` later. */
  | { kind: 'late_commit'; ms: number }
  /** One order of each page breaks the schema. */
  | { kind: 'malformed_order' }
  | { kind: 'duplicate_pages' };

export type Endpoint = 'orders' | 'shipments' | 'inventory';

/** What a fault hits; what is left out hits all. */
export interface FaultTarget {
  endpoint?: Endpoint | undefined;
  /** `POST`, to spare the reading that comes before a writing. */
  method?: string | undefined;
}

interface ActiveFault extends FaultTarget {
  fault: Fault;
  /** Requests that it still hits; null: until it is cleared. */
  left: number | null;
}

/** The faults that are switched on. */
export class Faults {
  #active: ActiveFault[] = [];

  add(fault: Fault, target: FaultTarget, times: number | null): void {
    this.#active.push({ fault, ...target, left: times });
  }

  clear(): void {
    this.#active = [];
  }

  /** The fault that hits this request, counted as used. */
  take(endpoint: Endpoint, method: string): Fault | null {
    const hit = this.#active.find(
      (each) => (each.endpoint ?? endpoint) === endpoint && (each.method ?? method) === method,
    );
    if (!hit) return null;
    if (hit.left !== null) hit.left -= 1;
    this.#active = this.#active.filter(({ left }) => left !== 0);
    return hit.fault;
  }
}
