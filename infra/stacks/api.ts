import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type FunctionName } from '../catalogue/functions.ts';
import { HEALTHY, healthRoute, routes } from '../catalogue/routes.ts';
import { bearerAuthorisation } from '../constructs/bearer-authoriser.ts';
import { NearestRegion } from '../constructs/nearest-region.ts';
import type { SecretPlace } from '../constructs/shared-secret.ts';
import { LIVE, ServiceFunction } from '../constructs/service-function.ts';
import { usagePlans } from '../constructs/usage-plans.ts';
import { isHome, type Stage } from '../stage.ts';
import type { ServicesStack } from './services.ts';

import { StageStack, type StageStackProps } from './stage-stack.ts';

export interface ApiStackProps extends StageStackProps {
  readonly services: ServicesStack;
}

/** The API: its routes, who may call them, and how often. */
export class ApiStack extends StageStack {
  /** The authoriser's function, in stages that authorise by token. */
  readonly authoriser: ServiceFunction | undefined;

  constructor(scope: Construct, props: ApiStackProps) {
    super(scope, 'api', props);
    this.addStackDependency(props.services);
    const api = this.#restApi();
    const authorisation = this.#authorisation(api);
    this.authoriser = authorisation.authoriser;
    for (const route of routes) {
      api.root.resourceForPath(route.path).addMethod(route.method, this.#integration(route.function), {
        apiKeyRequired: true,
        ...authorisation.options,
      });
    }
    if (this.settings.pair !== undefined) this.#nearestRegion(api, this.settings.pair);
    for (const name of new Set(routes.map((route) => route.function))) this.#allowInvocation(api, name, props.services);
    const { removalPolicy } = this.dataRetention;
    const shared = this.settings.pair && { ...this.#secretPlace, removalPolicy };
    const keys = usagePlans(this, api, this.prefix, shared);
    this.output('ApiId', api.restApiId);
    this.output(
      'ApiUrl',
      `https://${api.restApiId}.execute-api.${this.region}.${this.urlSuffix}/${this.settings.name}`,
    );
    for (const [plan, key] of keys) this.output(`ApiKeyId${plan}`, key.keyId);
  }

  /** The home region makes the secrets that both regions know customers by. */
  get #secretPlace(): SecretPlace {
    return { isHome: isHome(this.settings), replica: this.settings.pair?.region };
  }

  #restApi(): apigateway.RestApi {
    const accessLog = new logs.LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/apigateway/${this.prefix}api`,
      retention: this.logRetention.logRetention,
      removalPolicy: this.dataRetention.removalPolicy,
    });
    const api = new apigateway.RestApi(this, 'Api', {
      restApiName: `${this.prefix}api`,
      description: 'API of the commerce services',
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      cloudWatchRole: false,
      deployOptions: {
        stageName: this.settings.name,
        variables: { alias: LIVE },
        accessLogDestination: new apigateway.LogGroupLogDestination(accessLog),
        accessLogFormat: apigateway.AccessLogFormat.jsonWithStandardFields(),
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        metricsEnabled: true,
        tracingEnabled: true,
      },
    });
    api.node.tryRemoveChild('Endpoint');
    return api;
  }

  /** Health checkers have neither a key nor a token. */
  #nearestRegion(api: apigateway.RestApi, { domainName, hostedZone }: NonNullable<Stage['pair']>): void {
    const { method, path, function: name } = healthRoute;
    api.root.resourceForPath(path).addMethod(method, this.#integration(name), {
      apiKeyRequired: false,
      authorizationType: apigateway.AuthorizationType.NONE,
    });
    new NearestRegion(this, 'NearestRegion', { api, domainName, hostedZone, healthPath: path, healthy: HEALTHY });
    this.output('DomainName', domainName);
  }

  #authorisation(api: apigateway.RestApi): { options: apigateway.MethodOptions; authoriser?: ServiceFunction } {
    if (this.settings.authorisation === 'iam') {
      return { options: { authorizationType: apigateway.AuthorizationType.IAM } };
    }
    const authoriser = new ServiceFunction(this, 'Authoriser', {
      functionName: `${this.prefix}platform-authoriser`,
      code: this.bundle('platform-authoriser'),
      environment: { STAGE: this.settings.name, SERVICE: 'platform' },
      timeout: Duration.seconds(5),
      memoryMegabytes: 256,
      ...this.logRetention,
    });
    const { authorizer, secret } = bearerAuthorisation(
      this,
      api,
      authoriser,
      this.prefix,
      this.dataRetention.removalPolicy,
      this.#secretPlace,
    );
    this.output('TokenSecretArn', secret.secretArn);
    return { options: { authorizationType: apigateway.AuthorizationType.CUSTOM, authorizer }, authoriser };
  }

  /** Calls the alias of the function that the API's stage variable `alias` names. */
  #integration(name: FunctionName): apigateway.Integration {
    const target = `arn:${this.partition}:lambda:${this.region}:${this.account}:function:${this.prefix}${name}`;
    return new apigateway.Integration({
      type: apigateway.IntegrationType.AWS_PROXY,
      integrationHttpMethod: 'POST',
      uri: `arn:${this.partition}:apigateway:${this.region}:lambda:path/2015-03-31/functions/${target}:\${stageVariables.alias}/invocations`,
      options: { timeout: Duration.seconds(15) },
    });
  }

  #allowInvocation(api: apigateway.RestApi, name: FunctionName, services: ServicesStack): void {
    new lambda.CfnPermission(this, `MayInvoke-${name}`, {
      action: 'lambda:InvokeFunction',
      functionName: services.function(name).namedArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: api.arnForExecuteApi('*', '/*', this.settings.name),
    });
  }
}
