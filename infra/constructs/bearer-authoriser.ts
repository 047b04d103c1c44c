import { ArnFormat, Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';
import { type SecretPlace, type SharedSecret, sharedSecret } from './shared-secret.ts';

/** How long API Gateway caches the result for a token. */
const CACHE_TTL = Duration.minutes(5);

/** An authoriser that checks bearer tokens, and the secret that signs them (HS256; the secret's whole text is the key). */
export function bearerAuthorisation(
  scope: Construct,
  api: apigateway.RestApi,
  authoriser: ServiceFunction,
  prefix: string,
  removalPolicy: RemovalPolicy,
  place: SecretPlace = { isHome: true },
): { readonly authorizer: apigateway.IAuthorizer; readonly secret: SharedSecret } {
  const stack = Stack.of(scope);
  const secretName = `${prefix}api-token`;
  const secret = sharedSecret(scope, 'TokenSecret', { ...place, secretName, passwordLength: 64, removalPolicy });
  authoriser.function.addEnvironment('TOKEN_SECRET_ARN', secret.secretArn);
  authoriser.allow(
    ['secretsmanager:GetSecretValue'],
    [place.isHome ? secret.secretArn : replicaArn(stack, secretName)],
  );
  const settings = {
    name: `${prefix}bearer`,
    type: 'TOKEN',
    identitySource: 'method.request.header.Authorization',
    identityValidationExpression: '^[Bb]earer [-_0-9A-Za-z.]+$',
    authorizerResultTtlInSeconds: CACHE_TTL.toSeconds(),
    authorizerUri: `arn:${stack.partition}:apigateway:${stack.region}:lambda:path/2015-03-31/functions/${authoriser.alias.functionArn}/invocations`,
  };
  const authorizer = new apigateway.CfnAuthorizer(scope, 'BearerAuthoriser', { restApiId: api.restApiId, ...settings });
  // A stage serves the authoriser as it was when its deployment was made, so a changed one needs a new deployment.
  api.latestDeployment?.addToLogicalId({ authoriser: settings });
  api.latestDeployment?.node.addDependency(authorizer);
  new lambda.CfnPermission(scope, 'AuthoriserMayBeAsked', {
    action: 'lambda:InvokeFunction',
    functionName: authoriser.alias.functionArn,
    principal: 'apigateway.amazonaws.com',
    sourceArn: stack.formatArn({
      service: 'execute-api',
      resource: api.restApiId,
      resourceName: `authorizers/${authorizer.ref}`,
    }),
  });
  return {
    authorizer: { authorizerId: authorizer.ref, authorizationType: apigateway.AuthorizationType.CUSTOM },
    secret,
  };
}

/** A replica's ARN ends with six characters that only its region of origin knows. */
const replicaArn = (stack: Stack, name: string): string =>
  stack.formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${name}-??????`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
