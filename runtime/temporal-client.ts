import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  isRetryableError,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { endWhenClosed } from './end-when-closed.ts';

/** Connection and namespace as `TEMPORAL_*` variables and Temporal's own config file say. */
export function temporalConfig() {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  return { connectionOptions, namespace: namespace ?? 'default' };
}

const FEW_TRIES = 4;

/** gRPC's own is two minutes, so that a worker would say that long after an outage that Temporal is away. */
const LONGEST_RECONNECT_MS = 2_000;

/**
 * A client that connects with its first call, and again within seconds after the server was away. Where a person waits,
 * `impatient` gives up after a second or two rather than after half a minute.
 */
export function lazyTemporal({ impatient = false }: { impatient?: boolean } = {}): Client {
  const { connectionOptions, namespace } = temporalConfig();
  const connection = Connection.lazy({
    ...connectionOptions,
    channelArgs: { 'grpc.max_reconnect_backoff_ms': LONGEST_RECONNECT_MS },
    interceptors: [impatient ? fewTries() : makeGrpcRetryInterceptor(defaultGrpcRetryOptions()), endWhenClosed],
  });
  return new Client({ connection, namespace });
}

function fewTries() {
  const { delayFunction } = defaultGrpcRetryOptions();
  return makeGrpcRetryInterceptor({
    delayFunction,
    retryableDecider: (attempt, status) => attempt < FEW_TRIES && isRetryableError(status),
  });
}
