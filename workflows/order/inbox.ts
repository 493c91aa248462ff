import type {
  CancelAnswer,
  CancelRequest,
  HoldRequest,
  ParcelsNotice,
  ReleaseRequest,
} from '../../shared/orders/messages.ts';

/** What messages have asked of the order and the main flow has not dealt with yet. Handlers only write here. */
export class Inbox {
  readonly answers = new Map<string, CancelAnswer>();
  holds: HoldRequest[] = [];
  release: ReleaseRequest | null = null;
  parcels: ParcelsNotice | null = null;
  recheck = false;
  readonly #cancels: CancelRequest[] = [];
  #onCancel: (() => void) | null = null;

  /** A request that is repeated, answered or not, stays one request. */
  requestCancel(request: CancelRequest): void {
    if (this.answers.has(request.requestId)) return;
    if (this.#cancels.some(({ requestId }) => requestId === request.requestId)) return;
    this.#cancels.push(request);
    this.#onCancel?.();
  }

  /** Calls `onCancel` now if a cancellation waits, and with each that comes until `work` is over. */
  async watchCancels<T>(onCancel: () => void, work: Promise<T>): Promise<T> {
    this.#onCancel = onCancel;
    if (this.cancel) onCancel();
    try {
      return await work;
    } finally {
      this.#onCancel = null;
    }
  }

  /** The oldest cancellation without an answer. */
  get cancel(): CancelRequest | null {
    return this.#cancels[0] ?? null;
  }

  answer(request: CancelRequest, answer: CancelAnswer): void {
    this.answers.set(request.requestId, answer);
    const index = this.#cancels.findIndex(({ requestId }) => requestId === request.requestId);
    if (index >= 0) this.#cancels.splice(index, 1);
  }

  /** Whether the main flow has something to do. */
  get hasMail(): boolean {
    return (
      this.cancel !== null || this.holds.length > 0 || this.release !== null || this.parcels !== null || this.recheck
    );
  }
}
