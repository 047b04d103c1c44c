import { describe, expect, it } from '@jest/globals';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { bearerAuthorisation } from '../../../infra/constructs/bearer-authoriser.ts';
import { ServiceFunction } from '../../../infra/constructs/service-function.ts';

/** Logical ids of the deployment and of the authoriser, of an API whose authoriser has this prefix in its name. */
function idsWith(prefix: string) {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Shop');
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addMethod('GET', new apigateway.MockIntegration());
  const authoriser = new ServiceFunction(stack, 'Authoriser', {
    functionName: 'shop-authoriser',
    code: lambda.Code.fromInline('exports.handler = async () => {}'),
    environment: {},
    timeout: Duration.seconds(5),
    memoryMegabytes: 128,
    logRetention: logs.RetentionDays.ONE_DAY,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  bearerAuthorisation(stack, api, authoriser, prefix, RemovalPolicy.DESTROY);
  const template = Template.fromStack(stack);
  const [[deployment, { DependsOn = [] }]] = Object.entries(template.findResources('AWS::ApiGateway::Deployment')) as [
    [string, { DependsOn?: string[] }],
  ];
  const [authorizer] = Object.keys(template.findResources('AWS::ApiGateway::Authorizer'));
  return { deployment, dependsOn: DependsOn, authorizer };
}

describe('the deployment of an API with a bearer authoriser', () => {
  it('is a new one if the authoriser changes, and the same one if it does not', () => {
    const { deployment } = idsWith('a-');
    expect(idsWith('a-').deployment).toBe(deployment);
    expect(idsWith('b-').deployment).not.toBe(deployment);
  });

  it('is made after the authoriser', () => {
    const { dependsOn, authorizer } = idsWith('a-');
    expect(dependsOn).toContain(authorizer);
  });
});
