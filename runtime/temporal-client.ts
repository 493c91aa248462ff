import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  isRetryableError,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/** Connection and namespace as `TEMPORAL_*` variables and Temporal's own config file say. */
export function temporalConfig() {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  return { connectionOptions, namespace: namespace ?? 'default' };
}

const FEW_TRIES = 4;

/**
 * A client that connects with its first call, and again after the server was away. Where a person waits, `impatient`
 * gives up after a second or two rather than after half a minute.
 */
export function lazyTemporal({ impatient = false }: { impatient?: boolean } = {}): Client {
  const { connectionOptions, namespace } = temporalConfig();
  const options = impatient ? { ...connectionOptions, interceptors: [fewTries()] } : connectionOptions;
  return new Client({ connection: Connection.lazy(options), namespace });
}

function fewTries() {
  const { delayFunction } = defaultGrpcRetryOptions();
  return makeGrpcRetryInterceptor({
    delayFunction,
    retryableDecider: (attempt, status) => attempt < FEW_TRIES && isRetryableError(status),
  });
}
