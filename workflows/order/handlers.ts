import { CancellationScope, condition, setHandler, uuid4 } from '@temporalio/workflow';
import type { CancelAnswer, CancelRequest } from '../../shared/orders/messages.ts';
import type { OrderStateView } from '../../shared/orders/outcomes.ts';
import type { Inbox } from './inbox.ts';
import {
  cancelOrderSignal,
  cancelOrderUpdate,
  holdSignal,
  parcelsSignal,
  recheckSignal,
  releaseSignal,
  stateQuery,
} from './messages.ts';

function validateCancel(request: CancelRequest): void {
  const id: unknown = request?.requestId;
  if (typeof id !== 'string' || id === '' || id.length > 100) {
    throw new Error(`cancelOrder: requestId is ${JSON.stringify(id)}; allowed is a text of 1 to 100 characters`);
  }
}

/** Lets messages in. A person who signals from the Temporal UI may leave the arguments out. */
export function registerHandlers(inbox: Inbox, view: () => OrderStateView): void {
  setHandler(
    cancelOrderUpdate,
    async (request): Promise<CancelAnswer> => {
      inbox.requestCancel(request);
      // Not cancellable: a cancelled workflow still answers.
      await CancellationScope.nonCancellable(() => condition(() => inbox.answers.has(request.requestId)));
      return inbox.answers.get(request.requestId) as CancelAnswer;
    },
    { validator: validateCancel, description: 'Cancels the order; answers cancelled, or refused with the reason' },
  );
  setHandler(
    cancelOrderSignal,
    (request) => inbox.requestCancel(request ?? { requestId: uuid4(), author: { kind: 'temporal' } }),
    { description: 'Cancels the order; the answer stands in its timeline' },
  );
  setHandler(holdSignal, (request) => void inbox.holds.push(request), {
    description: 'Holds an order that is not sent yet',
  });
  setHandler(
    releaseSignal,
    (request) => void (inbox.release = request ?? { reason: 'user', author: { kind: 'temporal' } }),
    { description: 'Sends a held or backordered order now' },
  );
  setHandler(recheckSignal, () => void (inbox.recheck = true), { description: 'Looks again at what blocks the order' });
  setHandler(parcelsSignal, (notice) => void (inbox.parcels = notice), { description: 'New parcels are stored' });
  setHandler(stateQuery, view, { description: 'Status and details' });
}

/** Cancelling the workflow itself (Temporal UI) asks for the same as the signal: the flow goes on and answers. */
export function treatWorkflowCancellationAsRequest(inbox: Inbox): void {
  CancellationScope.current().cancelRequested.catch(() =>
    inbox.requestCancel({ requestId: 'workflow-cancellation', author: { kind: 'temporal' } }),
  );
}
