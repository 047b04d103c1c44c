/** How each kind of part is described: the type of its resource, the property that names it, and its decisive properties. */
import type { PartKind, Properties } from '../part.ts';
import { alarmProperties } from './alarm.ts';
import { dashboardProperties } from './dashboard.ts';
import { filterProperties } from './metric-filter.ts';
import { muteRuleProperties } from './mute-rule.ts';
import { scheduleProperties } from './schedule.ts';

export interface ResourceKind {
  readonly type: string;
  readonly kind: PartKind;
  readonly nameProperty: string;
  readonly groupProperty?: string;
  readonly properties: (given: Properties) => Properties;
}

export const resourceKinds: readonly ResourceKind[] = [
  { type: 'AWS::CloudWatch::Alarm', kind: 'alarm', nameProperty: 'AlarmName', properties: alarmProperties },
  { type: 'AWS::CloudWatch::CompositeAlarm', kind: 'alarm', nameProperty: 'AlarmName', properties: alarmProperties },
  {
    type: 'AWS::CloudWatch::AlarmMuteRule',
    kind: 'mute rule',
    nameProperty: 'Name',
    properties: muteRuleProperties,
  },
  {
    type: 'AWS::Logs::MetricFilter',
    kind: 'metric filter',
    nameProperty: 'FilterName',
    groupProperty: 'LogGroupName',
    properties: filterProperties,
  },
  {
    type: 'AWS::Scheduler::Schedule',
    kind: 'schedule',
    nameProperty: 'Name',
    groupProperty: 'GroupName',
    properties: scheduleProperties,
  },
  {
    type: 'AWS::CloudWatch::Dashboard',
    kind: 'dashboard',
    nameProperty: 'DashboardName',
    properties: dashboardProperties,
  },
];
