import { CustomResource, Duration, type RemovalPolicy } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ServiceFunction } from './service-function.ts';

/** Calls the reconciler on creation and update, and always answers CloudFormation: no answer blocks it for an hour. */
const CODE = `
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');
const client = new LambdaClient({});
async function run() {
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({ FunctionName: process.env.RECONCILER_FUNCTION, Payload: JSON.stringify({ trigger: 'deploy' }) }),
  );
  if (FunctionError === undefined) return;
  const reason = Payload === undefined ? FunctionError : Payload.transformToString();
  throw new Error('The first reconcile run of ' + process.env.RECONCILER_FUNCTION + ' failed: ' + reason);
}
exports.handler = async ({ RequestType, ResponseURL, StackId, RequestId, LogicalResourceId, PhysicalResourceId }) => {
  const answer = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: PhysicalResourceId ?? 'first-run' };
  let outcome = { Status: 'SUCCESS' };
  try {
    if (RequestType !== 'Delete') await run();
  } catch (error) {
    console.error(error);
    outcome = { Status: 'FAILED', Reason: String(error).slice(0, 1000) };
  }
  const body = JSON.stringify({ ...answer, ...outcome });
  const { ok, status } = await fetch(ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
  if (!ok) throw new Error('CloudFormation rejected the answer with status ' + status + '.');
};
`;

export interface FirstRunProps {
  readonly functionName: string;
  readonly reconciler: ServiceFunction;
  readonly logRetention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** Runs the reconciler once with each deployment that changes it. The deployment fails if the run does. */
export class FirstRun extends Construct {
  constructor(scope: Construct, id: string, { reconciler, ...props }: FirstRunProps) {
    super(scope, id);
    const caller = new ServiceFunction(this, 'Call', {
      ...props,
      code: lambda.Code.fromInline(CODE),
      environment: { RECONCILER_FUNCTION: reconciler.invokeName },
      timeout: Duration.minutes(12),
      memoryMegabytes: 256,
    });
    caller.allowInvoking(reconciler);
    const run = new CustomResource(this, 'Run', {
      resourceType: 'Custom::FirstReconcile',
      serviceToken: caller.function.functionArn,
      properties: { Version: reconciler.function.currentVersion.version },
    });
    run.node.addDependency(caller, reconciler);
  }
}
