/** Names the properties of an alarm that have no effect here, so that none is ignored silently. */
import { compositeAlarmShape, metricAlarmShape } from './alarm-configuration.ts';

type Given = Readonly<Record<string, unknown>>;

/** One sentence for each property that may have an effect on AWS, and has none here. Tags have none on AWS either. */
const unknownIn = (given: Given, ...known: readonly string[]): string[] =>
  Object.keys(given)
    .filter((name) => !known.includes(name) && name !== 'Tags' && given[name] !== undefined)
    .map((name) => `its ${name} has no effect here`);

export const ignoredInMetricAlarm = (given: Given): string[] => [
  ...unknownIn(given, ...Object.keys(metricAlarmShape), 'Metrics'),
  ...(given['EvaluateLowSampleCountPercentile'] === 'ignore'
    ? ['its EvaluateLowSampleCountPercentile has no effect here: it is evaluated however few samples there are']
    : []),
];

export const ignoredInCompositeAlarm = (given: Given): string[] =>
  unknownIn(given, ...Object.keys(compositeAlarmShape));
