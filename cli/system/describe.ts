import type { SystemDescription } from '@evenkeel/chaos/schemas';
import type { LocalSystem } from '@evenkeel/local';
import { usageFailure } from '../failure.ts';
import { apiKeyValues } from './api-key.ts';
import type { App } from './app.ts';
import { projectFolder } from './project.ts';
import { apiKeysOf, NO_API, type StackOutputs } from './outputs.ts';
import { reach } from './reach.ts';

/** What identifies a system: its stage and prefix and, if it does not ship with evenkeel, its cloud assembly. */
export type Origin = Pick<App, 'stage' | 'prefix'> & Partial<Pick<App, 'assembly'>>;

/**
 * Describes a system booted on this machine for its clients, from the outputs of its stacks.
 *
 * @throws CommandFailure exit 2 if no output contains the API's URL, and the system has several
 */
export async function describeLocal(system: LocalSystem, origin: Origin): Promise<SystemDescription> {
  const outputs: StackOutputs = new Map(
    Object.values(system.outputs).flatMap((stack) =>
      Object.entries(stack).map(([name, value]) => [name, String(value)] as const),
    ),
  );
  const description: SystemDescription = {
    target: 'local',
    stage: origin.stage,
    region: system.environment['AWS_REGION'] ?? 'us-east-1',
    prefix: origin.prefix,
    apiUrl: apiUrlOf(system, outputs),
    outputs: Object.fromEntries(outputs),
    apiKeys: {},
    ...(origin.assembly === undefined ? {} : { app: origin.assembly }),
    environment: system.environment,
    clockUrl: `${system.baseUrl}/_evenkeel/clock`,
    pulseUrl: `${system.baseUrl}/_evenkeel/pulse`,
    pid: process.pid,
    folder: projectFolder(),
  };
  return { ...description, apiKeys: await apiKeysOf(outputs, apiKeyValues(reach(description, 'API_GATEWAY'))) };
}

/** The output `ApiUrl`, or the URL of the only API stage. */
function apiUrlOf({ apis }: LocalSystem, outputs: StackOutputs): string {
  const output = outputs.get('ApiUrl')?.replace(/\/$/, '');
  if (output !== undefined) return output;
  const urls = apis.flatMap(({ stages }) => Object.values(stages));
  const [only] = urls;
  if (urls.length === 0) return NO_API;
  if (only !== undefined && urls.length === 1) return only;
  throw usageFailure(
    `no stack has an output ApiUrl, and there are ${urls.length} stages of REST APIs; add one: new CfnOutput(this, 'ApiUrl', { value: api.url })`,
  );
}
