/** Reads the mute rules of an account, which hold back the actions of the alarms that they target. */
import {
  type AlarmMuteRuleStatus,
  GetAlarmMuteRuleCommand,
  type GetAlarmMuteRuleCommandOutput,
  ListAlarmMuteRulesCommand,
} from '@aws-sdk/client-cloudwatch';
import { isAwsError, pagesOf } from '../aws.ts';
import type { TargetClients } from '../target.ts';

export type ReadMuteRule = Pick<
  GetAlarmMuteRuleCommandOutput,
  'Name' | 'Rule' | 'MuteTargets' | 'StartDate' | 'ExpireDate'
>;

type Clients = Pick<TargetClients, 'cloudwatch'>;

/** The rules in one of these states. Most accounts have none, so that one request suffices. */
export async function readMuteRules({ cloudwatch }: Clients, Statuses: AlarmMuteRuleStatus[]): Promise<ReadMuteRule[]> {
  const found: ReadMuteRule[] = [];
  const pages = pagesOf(
    (NextToken: string | undefined) => cloudwatch.send(new ListAlarmMuteRulesCommand({ Statuses, NextToken })),
    ({ NextToken }) => NextToken,
  );
  for await (const { AlarmMuteRuleSummaries = [] } of pages) {
    for (const { AlarmMuteRuleArn = '' } of AlarmMuteRuleSummaries) {
      const AlarmMuteRuleName = AlarmMuteRuleArn.split(':').slice(6).join(':');
      try {
        found.push(await cloudwatch.send(new GetAlarmMuteRuleCommand({ AlarmMuteRuleName })));
      } catch (error) {
        if (!isAwsError(error, 'ResourceNotFoundException')) throw error;
      }
    }
  }
  return found;
}

/** By the full names of alarms, the name of a rule that mutes it now. */
export async function readMutedAlarms(clients: Clients): Promise<ReadonlyMap<string, string>> {
  const rules = await readMuteRules(clients, ['ACTIVE']);
  return new Map(
    rules.flatMap(({ Name = '', MuteTargets }) =>
      (MuteTargets?.AlarmNames ?? []).map((alarm) => [alarm, Name] as const),
    ),
  );
}
