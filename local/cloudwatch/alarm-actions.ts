/**
 * The actions of an alarm. A Lambda action is an asynchronous invocation, which Lambda itself retries, so it may arrive
 * late and more than once.
 */
import { type FunctionInvoker, parseArn, type Site } from '../core/index.ts';
import type { AlarmEntry } from './alarm-book.ts';
import { metricOf } from './alarm-configuration.ts';
import { actionExecuted, type HistoryItem, type StateChange } from './alarm-history.ts';
import { toStamp } from './aws-time.ts';

/** The service principal that a function's permission for alarms names. */
const ALARMS = 'lambda.alarms.cloudwatch.amazonaws.com';

const actionsOf = ({ configuration, state }: AlarmEntry): readonly string[] => {
  if (!configuration.ActionsEnabled) return [];
  switch (state.value) {
    case 'ALARM':
      return configuration.AlarmActions;
    case 'OK':
      return configuration.OKActions;
    case 'INSUFFICIENT_DATA':
      return configuration.InsufficientDataActions;
  }
};

const stateOf = ({ value, reason, reasonData, at }: StateChange) => ({
  value,
  reason,
  reasonData,
  timestamp: toStamp(at),
});

const configurationOf = (alarm: AlarmEntry): unknown => {
  if (alarm.type === 'CompositeAlarm') {
    return { description: alarm.configuration.AlarmDescription, alarmRule: alarm.configuration.AlarmRule.text };
  }
  const { AlarmDescription, Period, Statistic, ExtendedStatistic, Unit } = alarm.configuration;
  const metricStat = {
    metric: metricOf(alarm.configuration),
    period: Period,
    stat: Statistic ?? ExtendedStatistic,
    unit: Unit,
  };
  return { description: AlarmDescription, metrics: [{ id: 'm1', metricStat, returnData: true }] };
};

/** The event with which CloudWatch invokes a function. */
const alarmEvent = (
  alarm: AlarmEntry,
  previous: StateChange,
  { region, accountId }: Pick<Site, 'region' | 'accountId'>,
): unknown => ({
  source: 'aws.cloudwatch',
  alarmArn: alarm.arn,
  accountId,
  time: toStamp(alarm.state.at),
  region,
  alarmData: {
    alarmName: alarm.name,
    state: stateOf(alarm.state),
    previousState: stateOf(previous),
    configuration: configurationOf(alarm),
  },
});

/** Executes the actions of the state that an alarm has just entered and records each of them in the history. */
export async function executeActions(
  alarm: AlarmEntry,
  previous: StateChange,
  { site, invoker, record }: { site: Site; invoker: FunctionInvoker; record: (item: HistoryItem) => void },
): Promise<void> {
  const payload = JSON.stringify(alarmEvent(alarm, previous, site));
  const execute = async (arn: string): Promise<string | undefined> => {
    if (parseArn(arn)?.service !== 'lambda') return 'only Lambda actions are simulated';
    const caller = site.access.service(ALARMS, alarm.arn);
    const { status, functionError } = await invoker.invoke({ functionRef: arn, type: 'Event', payload, caller });
    return status >= 300 ? `Lambda answered ${status} ${functionError ?? ''}`.trimEnd() : undefined;
  };
  await Promise.all(
    actionsOf(alarm).map(async (arn) => {
      const error = await execute(arn).catch((reason: unknown) => String(reason));
      if (error !== undefined) site.log(`cloudwatch: action ${arn} of alarm ${alarm.name} failed: ${error}`);
      const subject = { alarmName: alarm.name, alarmType: alarm.type, at: site.clock.now() };
      record(actionExecuted(subject, { arn, state: alarm.state, error }));
    }),
  );
}
