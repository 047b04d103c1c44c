/** Samples of reported values, and the statistics computed from them. */
import { AwsError } from '../core/aws-error.ts';

/** `count` values between `min` and `max`, reported for virtual time `at` (milliseconds). */
export interface Sample {
  /** `None` if absent. */
  readonly unit?: string | undefined;
  readonly at: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

export const statisticNames = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;
const percentilePattern = /^p(?<rank>\d{1,2}(?:\.\d{1,10})?|100)$/u;

export const isStatistic = (name: string): boolean =>
  (statisticNames as readonly string[]).includes(name) || percentilePattern.test(name);

export const sampleOf = (at: number, value: number, count = 1, unit?: string): Sample => ({
  ...(unit !== undefined && { unit }),
  at,
  count,
  sum: value * count,
  min: value,
  max: value,
});

const total = (samples: readonly Sample[], part: (sample: Sample) => number): number =>
  samples.reduce((sum, sample) => sum + part(sample), 0);

/**
 * The nearest-rank percentile of the values. As in CloudWatch, there is none if a sample is a statistic set of different
 * values, which it hides.
 */
const percentile = (samples: readonly Sample[], rank: number): number | null => {
  if (samples.some(({ min, max }) => min !== max)) return null;
  const ascending = samples.toSorted((a, b) => a.min - b.min);
  const wanted = Math.max(1, Math.ceil((rank / 100) * total(samples, ({ count }) => count)));
  let seen = 0;
  for (const { count, min } of ascending) {
    seen += count;
    if (seen >= wanted) return min;
  }
  return null;
};

/**
 * @param name `Sum`, `Average`, ... or a percentile such as `p99`
 * @returns null if there are no samples, or if they hide the values that a percentile needs
 */
export function statistic(samples: readonly Sample[], name: string): number | null {
  if (samples.length === 0) return null;
  switch (name) {
    case 'SampleCount':
      return total(samples, ({ count }) => count);
    case 'Sum':
      return total(samples, ({ sum }) => sum);
    case 'Average':
      return total(samples, ({ sum }) => sum) / total(samples, ({ count }) => count);
    case 'Minimum':
      return samples.reduce((lowest, { min }) => Math.min(lowest, min), Infinity);
    case 'Maximum':
      return samples.reduce((highest, { max }) => Math.max(highest, max), -Infinity);
  }
  const rank = percentilePattern.exec(name)?.groups?.['rank'];
  if (rank === undefined) {
    const known = `${statisticNames.join(', ')} or a percentile such as p99`;
    throw new AwsError('InvalidParameterValue', `The statistic ${name} is not simulated; use ${known}.`);
  }
  return percentile(samples, Number(rank));
}
