import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import { DEFAULT_CONFIG, type DeploymentConfigs } from '../deployment-configs.ts';
import { type Applications, type DeploymentGroup, ROLLBACK_EVENTS } from '../groups.ts';

const flag = z.union([z.boolean(), z.stringbool()]);

const properties = z.object({
  ApplicationName: z.string(),
  DeploymentGroupName: z.string().optional(),
  DeploymentConfigName: z.string().default(DEFAULT_CONFIG),
  ServiceRoleArn: z.string(),
  AlarmConfiguration: z
    .object({
      Enabled: flag.default(false),
      IgnorePollAlarmFailure: flag.default(false),
      Alarms: z
        .array(z.object({ Name: z.string() }))
        .max(10)
        .default([]),
    })
    .optional(),
  AutoRollbackConfiguration: z
    .object({ Enabled: flag.default(false), Events: z.array(z.enum(ROLLBACK_EVENTS)).default([]) })
    .optional(),
});

type GroupProperties = z.output<typeof properties>;

const groupOf = (given: GroupProperties, name: string, id: string): DeploymentGroup => ({
  id,
  name,
  application: given.ApplicationName,
  configName: given.DeploymentConfigName,
  serviceRoleArn: given.ServiceRoleArn,
  alarms: {
    enabled: given.AlarmConfiguration?.Enabled ?? false,
    ignorePollAlarmFailure: given.AlarmConfiguration?.IgnorePollAlarmFailure ?? false,
    alarms: (given.AlarmConfiguration?.Alarms ?? []).map(({ Name }) => Name),
  },
  autoRollback: {
    enabled: given.AutoRollbackConfiguration?.Enabled ?? false,
    events: given.AutoRollbackConfiguration?.Events ?? [],
  },
});

/** `AWS::CodeDeploy::DeploymentGroup` */
export const deploymentGroupType = (
  applications: Applications,
  configs: DeploymentConfigs,
): ResourceType<GroupProperties> => ({
  type: 'AWS::CodeDeploy::DeploymentGroup',
  parse: (given) => properties.parse(given),
  create(given, { defaultName }) {
    configs.named(given.DeploymentConfigName);
    const name = given.DeploymentGroupName ?? defaultName;
    applications.put(groupOf(given, name, randomUUID()));
    return Promise.resolve({ ref: name });
  },
  update(given, { previous, provisioned }) {
    configs.named(given.DeploymentConfigName);
    const { id } = applications.group(previous.ApplicationName, provisioned.ref);
    applications.put(groupOf(given, provisioned.ref, id));
    return Promise.resolve({
      ...provisioned,
      undo: () => {
        applications.put(groupOf(previous, provisioned.ref, id));
        return Promise.resolve();
      },
    });
  },
});
