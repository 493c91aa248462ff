import { InterceptingCall, Metadata, status, type Interceptor, type Listener } from '@grpc/grpc-js';

function nothing(): void {}

/** A call that cannot be made any more: it ends as cancelled as soon as it is started. */
function endedCall(details: string): InterceptingCall {
  return new InterceptingCall({
    start(_: Metadata, listener?: Partial<Listener>) {
      const ended = { code: status.CANCELLED, details, metadata: new Metadata() };
      listener?.onReceiveStatus?.(ended, nothing);
    },
    sendMessage: nothing,
    sendMessageWithContext: nothing,
    startRead: nothing,
    halfClose: nothing,
    cancelWithStatus: nothing,
    getPeer: () => 'nobody',
    getAuthContext: () => null,
  });
}

/**
 * Stands behind the interceptor that tries failed calls again: that one does so by a timer which closing the connection does not
 * clear. The call then throws where nobody can catch it, and the process ends. Here it ends as `CANCELLED` instead.
 */
export const endWhenClosed: Interceptor = (options, nextCall) => {
  try {
    return new InterceptingCall(nextCall(options));
  } catch (error) {
    return endedCall(error instanceof Error ? error.message : 'The connection is closed');
  }
};
