/** All alarms with their states: the only place that changes a state, records the change and triggers actions. */
import { AwsError, formatArn, type Site } from '../core/index.ts';
import type { AlarmState } from './alarm.ts';
import type { CompositeAlarm, MetricAlarm } from './alarm-configuration.ts';
import {
  type AlarmHistory,
  configurationUpdate,
  createAlarmHistory,
  type StateChange,
  stateUpdate,
} from './alarm-history.ts';

interface AlarmBase {
  readonly arn: string;
  readonly name: string;
  readonly state: StateChange;
  /** Virtual milliseconds. */
  readonly configuredAt: number;
  /** Its properties that have no effect here, one sentence each. */
  readonly ignored: readonly string[];
}
export interface MetricAlarmEntry extends AlarmBase {
  readonly type: 'MetricAlarm';
  readonly configuration: MetricAlarm;
  /** Since when it warms up, virtual milliseconds; undefined once it is evaluated. */
  readonly warmingSince: number | undefined;
}
export interface CompositeAlarmEntry extends AlarmBase {
  readonly type: 'CompositeAlarm';
  readonly configuration: CompositeAlarm;
}
export type AlarmEntry = MetricAlarmEntry | CompositeAlarmEntry;

/** Called after each change of an alarm's state. */
export type TransitionListener = (alarm: AlarmEntry, previous: StateChange) => void;

export interface AlarmBook {
  readonly history: AlarmHistory;
  /** @param ignored the properties that have no effect here, one sentence each */
  readonly putMetricAlarm: (configuration: MetricAlarm, ignored?: readonly string[]) => MetricAlarmEntry;
  readonly putCompositeAlarm: (configuration: CompositeAlarm, ignored?: readonly string[]) => CompositeAlarmEntry;
  readonly get: (name: string) => AlarmEntry | undefined;
  /** All alarms, sorted by name. */
  readonly list: () => readonly AlarmEntry[];
  readonly enableActions: (name: string, enabled: boolean) => void;
  /** Lets the alarm be evaluated from now on. */
  readonly endWarmUp: (name: string) => void;
  /** Sets the state. A change is recorded and reported to the listener; setting the same state again has no effect. */
  readonly setState: (
    name: string,
    state: { value: AlarmState; reason: string; reasonData?: string | undefined },
  ) => void;
  readonly delete: (names: readonly string[]) => void;
}

export function createAlarmBook(
  { clock, region, accountId }: Pick<Site, 'clock' | 'region' | 'accountId'>,
  onTransition: TransitionListener,
): AlarmBook {
  const alarms = new Map<string, AlarmEntry>();
  const history = createAlarmHistory();

  const subject = ({ name, type }: AlarmEntry) => ({ alarmName: name, alarmType: type, at: clock.now() });
  const base = (name: string, ignored: readonly string[]): AlarmBase => ({
    arn: formatArn({ service: 'cloudwatch', region, accountId, resource: `alarm:${name}` }),
    name,
    state: alarms.get(name)?.state ?? {
      value: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      at: clock.now(),
    },
    configuredAt: clock.now(),
    ignored,
  });
  /** An alarm warms up once, after its creation; an update can only end that. */
  const warmingSince = ({ AlarmName, WarmUpConfiguration }: MetricAlarm): number | undefined => {
    if (WarmUpConfiguration === undefined) return undefined;
    const before = alarms.get(AlarmName);
    if (before === undefined) return clock.now();
    return before.type === 'MetricAlarm' ? before.warmingSince : undefined;
  };
  const put = <Entry extends AlarmEntry>(entry: Entry): Entry => {
    const before = alarms.get(entry.name);
    if (before && before.type !== entry.type) {
      throw new AwsError('ValidationError', `${entry.name} already exists as a ${before.type}.`);
    }
    alarms.set(entry.name, entry);
    history.add(configurationUpdate(subject(entry), before ? 'Update' : 'Create', entry.configuration));
    return entry;
  };
  const refuseDeletion = (names: readonly string[]): void => {
    for (const { name, type, configuration } of alarms.values()) {
      if (type !== 'CompositeAlarm' || names.includes(name)) continue;
      const used = configuration.AlarmRule.alarms.find((child) => names.includes(child));
      if (used === undefined) continue;
      throw new AwsError('ValidationError', `${used} cannot be deleted because the rule of ${name} refers to it.`);
    }
  };

  return {
    history,
    putMetricAlarm: (configuration, ignored = []) =>
      put<MetricAlarmEntry>({
        type: 'MetricAlarm',
        ...base(configuration.AlarmName, ignored),
        configuration,
        warmingSince: warmingSince(configuration),
      }),
    putCompositeAlarm(configuration, ignored = []) {
      const unknown = configuration.AlarmRule.alarms.filter((name) => !alarms.has(name));
      if (unknown.length > 0) {
        throw new AwsError(
          'ValidationError',
          `The rule of ${configuration.AlarmName} refers to unknown alarms: ${unknown.join(', ')}.`,
        );
      }
      return put<CompositeAlarmEntry>({
        type: 'CompositeAlarm',
        ...base(configuration.AlarmName, ignored),
        configuration,
      });
    },
    get: (name) => alarms.get(name),
    list: () => [...alarms.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    enableActions(name, ActionsEnabled) {
      const alarm = alarms.get(name);
      if (alarm?.type === 'MetricAlarm') {
        put({ ...alarm, configuration: { ...alarm.configuration, ActionsEnabled } });
      } else if (alarm) {
        put({ ...alarm, configuration: { ...alarm.configuration, ActionsEnabled } });
      }
    },
    endWarmUp(name) {
      const alarm = alarms.get(name);
      if (alarm?.type !== 'MetricAlarm' || alarm.warmingSince === undefined) return;
      alarms.set(name, { ...alarm, warmingSince: undefined });
    },
    setState(name, state) {
      const alarm = alarms.get(name);
      if (!alarm || alarm.state.value === state.value) return;
      const changed: AlarmEntry = { ...alarm, state: { ...state, at: clock.now() } };
      alarms.set(name, changed);
      history.add(stateUpdate(subject(changed), alarm.state, changed.state));
      onTransition(changed, alarm.state);
    },
    delete(names) {
      refuseDeletion(names);
      for (const name of names) {
        const alarm = alarms.get(name);
        if (!alarm) continue;
        history.add(configurationUpdate(subject(alarm), 'Delete', alarm.configuration));
        alarms.delete(name);
      }
    },
  };
}
