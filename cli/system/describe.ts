import type { SystemDescription } from '../../chaos/schemas/index.ts';
import type { LocalSystem } from '../../local/index.ts';
import { brokenHarness, usageFailure } from '../failure.ts';
import type { App } from './app.ts';
import { commercePartsOf, type StackOutputs, type UsagePlan } from './outputs.ts';

/** Whose system it is: its names, and, of an app of the user's own, where it was read from. */
export type Origin = Pick<App, 'stage' | 'prefix'> & Partial<Pick<App, 'assembly'>>;

/**
 * What a client must know of a system that was booted here, from its stacks' outputs.
 *
 * @throws CommandFailure exit 2 where no output tells the API's URL and there is more than one it may be
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
    throw brokenHarness(`no API key ${name}; there are ${Object.keys(system.apiKeys).join(', ')}`);
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

/** The output `ApiUrl`, or the URL of the only stage of the only API there is. */
function apiUrlOf({ apis }: LocalSystem, outputs: StackOutputs): string {
  const told = outputs.get('ApiUrl')?.replace(/\/$/, '');
  if (told !== undefined) return told;
  const urls = apis.flatMap(({ stages }) => Object.values(stages));
  const [only] = urls;
  if (only !== undefined && urls.length === 1) return only;
  const there = urls.length === 0 ? 'there is no REST API' : `there are ${urls.length} stages of REST APIs`;
  throw usageFailure(`no stack has an output ApiUrl, and ${there}: new CfnOutput(this, 'ApiUrl', { value: api.url })`);
}
