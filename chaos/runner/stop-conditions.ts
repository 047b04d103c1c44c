/** Stop conditions: what ends a run at once. */
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { LoadRun, StopCondition } from '../schemas/index.ts';
import { HarnessError, messageOf, StoppedError } from './errors.ts';
import type { Stage } from './phases.ts';
import type { Scene } from './scene.ts';
import { ask, nameOf } from './probes/index.ts';
import { probeContext } from './steady-state.ts';
import { startWatch, type Watch } from './watch.ts';

/** Real milliseconds between two looks at alarms, and at the load: faults are to end within a second of a change. */
const LOOK_MS = 400;

/** One that cannot be watched halts the run too: nobody would notice what it is to notice. */
export function watchStopConditions(stage: Scene, load: LoadRun): readonly Watch[] {
  const { stopConditions } = stage.experiment;
  const alarms = stopConditions.flatMap((condition) => (condition.when === 'alarm' ? [condition.name] : []));
  return [
    ...(alarms.length === 0 ? [] : [watch(stage, `alarms ${alarms.join(', ')}`, LOOK_MS, lookAtAlarms(stage, alarms))]),
    ...stopConditions.flatMap((condition) => {
      if (condition.when === 'error-share')
        return [watch(stage, 'error-share', LOOK_MS, () => lookAtErrors(condition, load))];
      if (condition.when === 'probe-fails')
        return [
          watch(stage, nameOf(condition.probe), condition.everySeconds * 1000, () => lookAtProbe(condition, stage)),
        ];
      return [];
    }),
  ];
}

/** @returns why the run is to be stopped, or nothing */
type Look = () => Promise<StoppedError | undefined>;

function watch({ halt }: Scene, what: string, everyMs: number, look: Look): Watch {
  const one = async () => {
    const reason = await look();
    if (reason !== undefined) halt.halt(reason);
  };
  const blind = (error: unknown) => {
    halt.halt(new HarnessError(`Stop condition ${what} could not be watched: ${messageOf(error)}`, { cause: error }));
  };
  return startWatch(one, everyMs, blind);
}

function lookAtAlarms({ ports }: Stage, names: readonly string[]): Look {
  const { clients, system } = ports;
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
  load: LoadRun,
): Promise<StoppedError | undefined> {
  const { operations, failed } = await load.recent(overSeconds);
  if (operations < least || failed / operations <= above) return undefined;
  return new StoppedError(
    `error-share above ${above}`,
    `${failed} of ${operations} operations of the last ${overSeconds} s failed`,
  );
}

async function lookAtProbe(
  { probe }: Extract<StopCondition, { when: 'probe-fails' }>,
  stage: Stage,
): Promise<StoppedError | undefined> {
  const { holds, says } = await ask(probe, probeContext(stage, 'during'), stage.ports);
  return holds ? undefined : new StoppedError(`probe-fails ${nameOf(probe)}`, says);
}
