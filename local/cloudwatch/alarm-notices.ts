/** How alarms and mute rules here differ from AWS, and which of them would not work on AWS either. */
import type { AlarmEntry, MetricAlarmEntry } from './alarm-book.ts';
import type { MetricSources } from './blind-alarms.ts';
import type { MuteRule } from './mute-rules.ts';

/** One sentence each, which names the alarm or the rule. */
export function alarmNotices(
  alarms: readonly AlarmEntry[],
  rules: readonly MuteRule[],
  { filters }: Pick<MetricSources, 'filters'>,
): string[] {
  const names = new Set(alarms.map(({ name }) => name));
  return [
    ...alarms.flatMap(({ name, ignored }) => ignored.map((sentence) => `alarm ${name}: ${sentence}`)),
    ...alarms.flatMap((alarm) => (alarm.type === 'MetricAlarm' && isCoarse(alarm, filters) ? [whyCoarse(alarm)] : [])),
    ...rules.flatMap(({ settings }) =>
      settings.alarms
        .filter((alarm) => !names.has(alarm))
        .map((alarm) => `mute rule ${settings.name} targets alarm ${alarm}, which does not exist`),
    ),
  ];
}

/** Whether an alarm of high resolution watches a metric that has a point for each minute only. */
function isCoarse({ configuration }: MetricAlarmEntry, filters: MetricSources['filters']): boolean {
  const { Period, Namespace, MetricName } = configuration;
  if (Period >= 60) return false;
  return (
    Namespace.startsWith('AWS/') || filters.some((each) => each.namespace === Namespace && each.name === MetricName)
  );
}

const whyCoarse = ({ name, configuration: { Period, Namespace, MetricName } }: MetricAlarmEntry): string =>
  `alarm ${name}: its period is ${String(Period)} s, and ${Namespace} ${MetricName} has one point a minute, so most of its periods have no data`;
