import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { SEARCH_ATTRIBUTE } from '../../shared/search-attributes.ts';
import type { CancelAnswer, CancelRequest, OrderRef } from '../../shared/orders/messages.ts';
import type { OrderStateView, ReleasePlan } from '../../shared/orders/outcomes.ts';
import type { OrderStatus } from '../../shared/orders/status.ts';
import type { OrderInput, OrderResume } from '../inputs.ts';
import { easypostOf } from './activities.ts';
import { Inbox } from './inbox.ts';

/** Statuses that an operator does not search for: they pass in moments. */
const TRANSIENT: readonly OrderStatus[] = ['sending', 'shipped'];

/** One order in flight: its messages, its plan, and what people see of it. */
export class OrderContext {
  readonly ref: OrderRef;
  readonly inbox = new Inbox();
  readonly easypost: ReturnType<typeof easypostOf>;
  plan: ReleasePlan;
  nightsHeld: number;
  sendAttempts: number;
  #status: OrderStatus = 'sending';
  #published: OrderStatus | null = null;
  #details = '';
  #lastAnswer: CancelAnswer | null = null;

  constructor(input: OrderInput) {
    this.ref = input.ref;
    this.plan = input.plan;
    this.easypost = easypostOf(input.ref.merchantId);
    this.nightsHeld = input.resume?.nightsHeld ?? 0;
    this.sendAttempts = input.resume?.sendAttempts ?? 0;
    this.#published =
      (workflowInfo().typedSearchAttributes.get(SEARCH_ATTRIBUTE.status) as OrderStatus | undefined) ?? null;
  }

  /** Shows where the order stands: `details` in plain words, without personal data. */
  show(status: OrderStatus, details: string): void {
    this.#status = status;
    this.#details = details;
    setCurrentDetails(details);
    if (status !== this.#published && !TRANSIENT.includes(status)) {
      upsertSearchAttributes([{ key: SEARCH_ATTRIBUTE.status, value: status }]);
      this.#published = status;
    }
  }

  answer(request: CancelRequest, answer: CancelAnswer): void {
    this.#lastAnswer = answer;
    this.inbox.answer(request, answer);
  }

  view(): OrderStateView {
    return {
      status: this.#status,
      details: this.#details,
      nightsHeld: this.nightsHeld,
      sendAttempts: this.sendAttempts,
      ...(this.#lastAnswer ? { lastCancelAnswer: this.#lastAnswer } : {}),
    };
  }

  /** Whether the history has grown long and no message is open. */
  get wantsFreshHistory(): boolean {
    return workflowInfo().continueAsNewSuggested && !this.inbox.hasMail;
  }

  /** Goes on in a fresh history. */
  async continueInFreshHistory(waitsFor: OrderResume['waitsFor']): Promise<void> {
    await condition(allHandlersFinished);
    const { nightsHeld, sendAttempts } = this;
    const input: OrderInput = { ref: this.ref, plan: this.plan, resume: { nightsHeld, sendAttempts, waitsFor } };
    await continueAsNew(input);
  }
}
