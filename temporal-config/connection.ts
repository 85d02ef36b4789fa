import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';

/**
 * How to reach Temporal, from the environment and Temporal's own configuration file (`TEMPORAL_CONFIG_FILE`):
 * - a local server: `TEMPORAL_ADDRESS`;
 * - an own cluster with mTLS: plus `TEMPORAL_TLS_CLIENT_CERT_PATH`, `TEMPORAL_TLS_CLIENT_KEY_PATH`, `TEMPORAL_TLS_SERVER_CA_CERT_PATH`;
 * - Temporal Cloud: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY` (TLS is then on).
 * `TEMPORAL_PROFILE` picks a profile of the file; `profiles.toml` beside this module shows one of each.
 * @throws Error naming the profile or the unreadable file.
 */
export function temporalConnection(
  environment: Readonly<Record<string, string | undefined>>,
): Required<ClientConnectConfig> {
  const variables = Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const config = loadClientConnectConfig({ overrideEnvVars: variables, configFileStrict: true });
  return { ...config, namespace: config.namespace ?? 'default' };
}
