import { localCredentials } from './core/index.ts';

/** Services whose names in `AWS_ENDPOINT_URL_<name>` are not their path here, upper-cased. */
const SUFFIXES: Readonly<Record<string, string>> = {
  apigateway: 'API_GATEWAY',
  logs: 'CLOUDWATCH_LOGS',
  secretsmanager: 'SECRETS_MANAGER',
};

/** Where each service's API answers, as the variables that every AWS SDK and the AWS CLI read. */
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
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: dynamoDbEndpoint,
  };
}

/** The variables that point an AWS client at this system, key pair and region included. */
export function clientEnvironment(region: string, endpoints: Readonly<Record<string, string>>): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    ...endpoints,
  };
}
