import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/** Connection and namespace as `TEMPORAL_*` variables and Temporal's own config file say. */
export function temporalConfig() {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  return { connectionOptions, namespace: namespace ?? 'default' };
}

/** A client that connects with its first call, and again after the server was away. */
export function lazyTemporal(): Client {
  const { connectionOptions, namespace } = temporalConfig();
  return new Client({ connection: Connection.lazy(connectionOptions), namespace });
}
