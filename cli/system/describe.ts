import type { SystemDescription } from '@evenkeel/chaos/schemas';
import type { LocalSystem } from '@evenkeel/local';
import { brokenHarness, usageFailure } from '../failure.ts';
import type { App } from './app.ts';
import { commercePartsOf, type StackOutputs, type UsagePlan } from './outputs.ts';

/** What identifies a system: its stage and prefix and, for a custom system, its cloud assembly. */
export type Origin = Pick<App, 'stage' | 'prefix'> & Partial<Pick<App, 'assembly'>>;

/**
 * Describes a system booted on this machine for its clients, from the outputs of its stacks.
 *
 * @throws CommandFailure exit 2 if no output contains the API's URL, and the system does not have exactly one
 */
export async function describeLocal(system: LocalSystem, origin: Origin): Promise<SystemDescription> {
  const outputs: StackOutputs = new Map(
    Object.values(system.outputs).flatMap((stack) =>
      Object.entries(stack).map(([name, value]) => [name, String(value)] as const),
    ),
  );
  const keyValue = (_id: string, plan: UsagePlan): Promise<string> => {
    const name = `${origin.prefix}${plan.toLowerCase()}`;
    const value = system.apiKeys[name];
    if (value !== undefined) return Promise.resolve(value);
    throw brokenHarness(`no API key ${name}; the existing keys are ${Object.keys(system.apiKeys).join(', ')}`);
  };
  return {
    target: 'local',
    stage: origin.stage,
    region: system.environment['AWS_REGION'] ?? 'us-east-1',
    prefix: origin.prefix,
    apiUrl: apiUrlOf(system, outputs),
    ...(await commercePartsOf(outputs, keyValue)),
    ...(origin.assembly === undefined ? {} : { app: origin.assembly }),
    environment: system.environment,
    clockUrl: `${system.baseUrl}/_evenkeel/clock`,
    pid: process.pid,
  };
}

/** The output `ApiUrl`, or the URL of the only API stage. */
function apiUrlOf({ apis }: LocalSystem, outputs: StackOutputs): string {
  const output = outputs.get('ApiUrl')?.replace(/\/$/, '');
  if (output !== undefined) return output;
  const urls = apis.flatMap(({ stages }) => Object.values(stages));
  const [only] = urls;
  if (only !== undefined && urls.length === 1) return only;
  const problem = urls.length === 0 ? 'there is no REST API' : `there are ${urls.length} stages of REST APIs`;
  throw usageFailure(
    `no stack has an output ApiUrl, and ${problem}; add one: new CfnOutput(this, 'ApiUrl', { value: api.url })`,
  );
}
