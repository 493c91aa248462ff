import type { DatabaseLogin } from './schema.ts';

/** Cannot be changed once the service has data. Enough for two hosts, and few enough for one PostgreSQL. */
export const SHARDS = 64;

const LOOPBACK = '127.0.0.1';
const SERVICES = ['frontend', 'history', 'matching', 'worker'] as const;

/** How many ports one host listens on: calls and membership, for each service. */
export const PORTS_PER_HOST = SERVICES.length * 2;

/** Each of the four services has pools of its own; two hosts together stay below PostgreSQL's 200 connections. */
const POOL = { maxConns: 20, maxIdleConns: 20, maxConnLifetime: '1h' };
const VISIBILITY_POOL = { maxConns: 4, maxIdleConns: 4, maxConnLifetime: '1h' };

/**
 * What the dev server is told in embedded/temporal-server.ts and what its CLI sets by itself, where it is about limits
 * against many tenants and about the partitions of queues. All else is as the service ships.
 */
export const DYNAMIC_CONFIG = {
  'frontend.namespaceRPS.visibility': [{ value: 1_000 }],
  'frontend.persistenceMaxQPS': [{ value: 20_000 }],
  'history.persistenceMaxQPS': [{ value: 45_000 }],
  'matching.numTaskqueueReadPartitions': [{ value: 1 }],
  'matching.numTaskqueueWritePartitions': [{ value: 1 }],
};

/** Where clients call a host: at the first of its ports. */
export function frontendAddress(ports: readonly number[]): string {
  return `${LOOPBACK}:${ports[0]}`;
}

/**
 * The configuration of one host with all four services, for `server start`: `ports` are those for calls, in the order
 * of the services, then those for membership. Hosts with the same database find each other there. Holds the password.
 */
export function hostConfig(ports: readonly number[], login: DatabaseLogin, dynamicConfigFile: string) {
  if (ports.length !== PORTS_PER_HOST)
    throw new Error(`A host needs ${PORTS_PER_HOST} ports instead of ${ports.length}`);
  return {
    log: { stdout: true, level: 'error' },
    persistence: {
      defaultStore: 'main',
      visibilityStore: 'visibility',
      numHistoryShards: SHARDS,
      datastores: {
        main: { sql: store(login, 'temporal', POOL) },
        visibility: { sql: store(login, 'temporal_visibility', VISIBILITY_POOL) },
      },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: LOOPBACK } },
    services: Object.fromEntries(SERVICES.map((name, index) => [name, { rpc: endpoints(ports, index) }])),
    clusterMetadata: clusterOf(frontendAddress(ports)),
    dcRedirectionPolicy: { policy: 'noop' },
    archival: { history: { state: 'disabled' }, visibility: { state: 'disabled' } },
    namespaceDefaults: { archival: { history: { state: 'disabled' }, visibility: { state: 'disabled' } } },
    dynamicConfigClient: { filepath: dynamicConfigFile, pollInterval: '60s' },
  };
}

function store({ port, user, password }: DatabaseLogin, databaseName: string, pool: typeof POOL) {
  const connectAddr = `${LOOPBACK}:${port}`;
  return { pluginName: 'postgres12', databaseName, connectAddr, connectProtocol: 'tcp', user, password, ...pool };
}

function endpoints(ports: readonly number[], index: number) {
  const membershipPort = ports[SERVICES.length + index];
  return { grpcPort: ports[index], membershipPort, bindOnLocalHost: true };
}

function clusterOf(rpcAddress: string) {
  return {
    enableGlobalNamespace: false,
    failoverVersionIncrement: 10,
    masterClusterName: 'active',
    currentClusterName: 'active',
    clusterInformation: { active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress } },
  };
}
