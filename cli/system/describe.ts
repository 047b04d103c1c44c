import type { SystemDescription } from '../../chaos/contract/index.ts';
import type { LocalSystem } from '../../local/index.ts';
import { brokenHarness } from '../failure.ts';

/** What a client must know of a system that was booted here, from its stacks' outputs. */
export function describeLocal(system: LocalSystem, stage: string): SystemDescription {
  const outputs = Object.assign({}, ...Object.values(system.outputs)) as Record<string, string>;
  const output = (name: string): string => {
    const value = outputs[name];
    if (value === undefined) {
      throw brokenHarness(
        `no stack has an output ${name}; the command finds the system by it (infra/stacks); there are ${Object.keys(outputs).join(', ')}`,
      );
    }
    return value;
  };
  const api = system.apis.find(({ id }) => id === output('ApiId'));
  const apiUrl = api?.stages[stage];
  if (apiUrl === undefined) throw brokenHarness(`the REST API ${output('ApiId')} has no stage ${stage}`);
  const prefix = `evenkeel-${stage}-`;
  const key = (plan: string): string => {
    const value = system.apiKeys[`${prefix}${plan}`];
    if (value === undefined) {
      throw brokenHarness(`no API key ${prefix}${plan}; there are ${Object.keys(system.apiKeys).join(', ')}`);
    }
    return value;
  };
  return {
    target: 'local',
    stage,
    region: system.environment['AWS_REGION'] ?? 'us-east-1',
    prefix,
    apiUrl,
    apiKeys: { basic: key('basic'), premium: key('premium'), power: key('power') },
    cluster: { arn: output('ClusterArn'), secretArn: output('ClusterSecretArn') },
    tokenSecretArn: output('TokenSecretArn'),
    environment: system.environment,
    clockUrl: `${system.baseUrl}/_evenkeel/clock`,
    pid: process.pid,
  };
}
