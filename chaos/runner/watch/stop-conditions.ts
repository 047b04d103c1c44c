/** Stop conditions: each ends a run at once when it becomes true. */
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { HarnessError, messageOf, StoppedError } from '../../errors.ts';
import type { LoadRun, StopCondition } from '../../schemas/index.ts';
import type { ActiveRun } from '../context.ts';
import { probeContext } from '../phases/steady-state.ts';
import { probeName } from '../../schemas/probe-names.ts';
import { askProbe } from '../probes/index.ts';
import { startWatch, type Watch } from './watch.ts';

/** Real milliseconds between two looks at alarms, and at the load: faults must end within a second of a change. */
const LOOK_MS = 400;

type StoppableRun = Pick<ActiveRun, 'experiment' | 'target' | 'clock' | 'run' | 'signal' | 'probes' | 'halt'>;

/** A condition that cannot be watched ends the run too, because nobody would notice when it becomes true. */
export function watchStopConditions(run: StoppableRun, load: Pick<LoadRun, 'recent'>): readonly Watch[] {
  const { stopConditions } = run.experiment;
  const alarms = stopConditions.flatMap((condition) => (condition.when === 'alarm' ? [condition.name] : []));
  return [
    ...(alarms.length === 0 ? [] : [watch(run, `alarms ${alarms.join(', ')}`, LOOK_MS, lookAtAlarms(run, alarms))]),
    ...stopConditions.flatMap((condition) => {
      if (condition.when === 'error-share')
        return [watch(run, 'error-share', LOOK_MS, () => lookAtErrors(condition, load))];
      if (condition.when === 'probe-fails') {
        const everyMs = condition.everySeconds * 1000;
        return [watch(run, probeName(condition.probe), everyMs, () => lookAtProbe(condition, run))];
      }
      return [];
    }),
  ];
}

/** @returns why the run must be stopped, if it must */
type Look = () => Promise<StoppedError | undefined>;

function watch({ halt }: StoppableRun, what: string, everyMs: number, look: Look): Watch {
  const haltIfTrue = async () => {
    const reason = await look();
    if (reason !== undefined) halt.halt(reason);
  };
  const onFailure = (error: unknown) => {
    halt.halt(new HarnessError(`stop condition ${what} could not be watched: ${messageOf(error)}`, { cause: error }));
  };
  return startWatch(haltIfTrue, everyMs, onFailure);
}

function lookAtAlarms({ target }: StoppableRun, names: readonly string[]): Look {
  const { clients, system } = target;
  const described = new DescribeAlarmsCommand({
    AlarmNames: names.map((name) => `${system.prefix}${name}`),
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  });
  return async () => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await clients.cloudwatch.send(described);
    const fired = [...MetricAlarms, ...CompositeAlarms].find(({ StateValue }) => StateValue === 'ALARM');
    if (fired === undefined) return undefined;
    const name = (fired.AlarmName ?? '').slice(system.prefix.length);
    return new StoppedError(`alarm ${name}`, `it went into ALARM: ${fired.StateReason ?? 'no reason given'}`);
  };
}

async function lookAtErrors(
  { above, overSeconds, least }: Extract<StopCondition, { when: 'error-share' }>,
  load: Pick<LoadRun, 'recent'>,
): Promise<StoppedError | undefined> {
  const { operations, failed } = await load.recent(overSeconds);
  if (operations < least || failed / operations <= above) return undefined;
  return new StoppedError(
    `error-share above ${above}`,
    `${failed} of ${operations} operations in the last ${overSeconds} s failed`,
  );
}

async function lookAtProbe(
  { probe }: Extract<StopCondition, { when: 'probe-fails' }>,
  run: StoppableRun,
): Promise<StoppedError | undefined> {
  const { ok, message } = await askProbe(probe, probeContext(run, 'during'), run.probes);
  return ok ? undefined : new StoppedError(`probe-fails ${probeName(probe)}`, message);
}
