import { setTimeout as wait } from 'node:timers/promises';
import {
  CodeDeployClient,
  GetDeploymentCommand,
  PutLifecycleEventHookExecutionStatusCommand,
} from '@aws-sdk/client-codedeploy';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { gradual } from '../catalogue/gradual.ts';
import { type Reply, releaseCheck } from '../platform/release-check.ts';

const { PREFIX, RECONCILER_FUNCTION } = z.parse(
  z.object({ PREFIX: z.string(), RECONCILER_FUNCTION: z.string() }),
  process.env,
);

const AppSpec = z.object({
  Resources: z.array(
    z.record(z.string(), z.object({ Properties: z.object({ Name: z.string(), TargetVersion: z.coerce.string() }) })),
  ),
});

const lambda = new LambdaClient({});
const codeDeploy = new CodeDeployClient({});

async function invoke(FunctionName: string, event: object): Promise<Reply> {
  const reply = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
  return { failed: reply.FunctionError !== undefined, payload: reply.Payload?.transformToString() ?? '' };
}

export const handler = releaseCheck({
  async releaseOf(deploymentId) {
    const { deploymentInfo } = await codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
    const content = deploymentInfo?.revision?.appSpecContent?.content ?? '{}';
    const [resource] = z.parse(AppSpec, JSON.parse(content)).Resources.flatMap((each) => Object.values(each));
    if (resource === undefined) throw new Error(`deployment ${deploymentId} releases no function`);
    const { Name, TargetVersion } = resource.Properties;
    return { functionName: Name.startsWith(PREFIX) ? Name.slice(PREFIX.length) : Name, version: TargetVersion };
  },
  reconcile: () => invoke(RECONCILER_FUNCTION, { trigger: 'deploy' }),
  invoke: ({ functionName, version }, event) => invoke(`${PREFIX}${functionName}:${version}`, event),
  async report(deploymentId, lifecycleEventHookExecutionId, status) {
    const report = { deploymentId, lifecycleEventHookExecutionId, status };
    await codeDeploy.send(new PutLifecycleEventHookExecutionStatusCommand(report));
  },
  wait: (seconds) => wait(seconds * 1000),
  trafficOf: (name) => [...gradual].find(([each]) => each === name)?.[1],
});
