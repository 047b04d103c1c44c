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
  const text = Payload === undefined ? '' : Payload.transformToString();
  const subject = 'The first reconcile run of ' + process.env.RECONCILER_FUNCTION;
  if (FunctionError !== undefined) throw new Error(subject + ' failed: ' + (text || FunctionError));
  const { outcome, rules = [] } = JSON.parse(text || '{}') ?? {};
  if (outcome !== 'inconclusive' && outcome !== 'stopped') return;
  const reasons = rules.filter(({ reason }) => reason).map(({ name, reason }) => name + ': ' + reason);
  throw new Error(subject + ' was ' + outcome + ': ' + reasons.join('; '));
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

/** Longer than a run may take. */
const TIMEOUT = Duration.minutes(12);

export interface FirstRunProps {
  readonly functionName: string;
  readonly reconciler: ServiceFunction;
  readonly logRetention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** Runs the reconciler once with each deployment that changes it. The deployment fails if the run reaches no conclusion. */
export class FirstRun extends Construct {
  constructor(scope: Construct, id: string, { reconciler, ...props }: FirstRunProps) {
    super(scope, id);
    const caller = new ServiceFunction(this, 'Call', {
      ...props,
      code: lambda.Code.fromInline(CODE),
      environment: { RECONCILER_FUNCTION: reconciler.invokeName },
      timeout: TIMEOUT,
      memoryMegabytes: 256,
    });
    caller.allowInvoking(reconciler);
    const run = new CustomResource(this, 'Run', {
      resourceType: 'Custom::FirstReconcile',
      serviceToken: caller.function.functionArn,
      serviceTimeout: TIMEOUT.plus(Duration.minutes(1)),
      properties: { Version: reconciler.function.currentVersion.version },
    });
    run.node.addDependency(caller, reconciler);
  }
}
