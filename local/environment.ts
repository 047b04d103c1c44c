import type { Credentials } from './core/index.ts';

/** Service names in `AWS_ENDPOINT_URL_<name>` that are not simply the path of the service in upper case. */
const SUFFIXES: Readonly<Record<string, string>> = {
  apigateway: 'API_GATEWAY',
  logs: 'CLOUDWATCH_LOGS',
  secretsmanager: 'SECRETS_MANAGER',
};

/** The endpoint of each service, as the environment variables that the AWS SDKs and the AWS CLI read. */
export function endpointVariables(
  baseUrl: string,
  serviceNames: readonly string[],
  dynamoDbEndpoint: string,
): Record<string, string> {
  const endpoints = serviceNames.map(
    (name) => [`AWS_ENDPOINT_URL_${SUFFIXES[name] ?? name.toUpperCase()}`, `${baseUrl}/${name}`] as const,
  );
  return {
    ...Object.fromEntries(endpoints),
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDbEndpoint,
  };
}

/** The environment variables that direct an AWS client to this system: endpoints, key pair and region. */
export function clientEnvironment(
  region: string,
  credentials: Credentials,
  endpoints: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...endpoints,
  };
}
