/** What CloudWatch keeps of reported values, and the statistics it makes of them. */
import { AwsError } from '../core/aws-error.ts';

/** `count` values between `min` and `max`, reported for virtual time `at` (milliseconds). */
export interface Sample {
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

export const sampleOf = (at: number, value: number, count = 1): Sample => ({
  at,
  count,
  sum: value * count,
  min: value,
  max: value,
});

const total = (samples: readonly Sample[], part: (sample: Sample) => number): number =>
  samples.reduce((sum, sample) => sum + part(sample), 0);

/**
 * Nearest rank over the values themselves. A sample that stands for unlike values (a statistic set) hides them, and
 * CloudWatch then has no percentile.
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
 * @returns null where there is nothing to make the statistic of
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
      return samples.reduce((least, { min }) => Math.min(least, min), Infinity);
    case 'Maximum':
      return samples.reduce((most, { max }) => Math.max(most, max), -Infinity);
  }
  const rank = percentilePattern.exec(name)?.groups?.['rank'];
  if (rank === undefined) {
    const known = `${statisticNames.join(', ')} and percentiles such as p99`;
    throw new AwsError('InvalidParameterValue', `The statistic ${name} is not simulated; there are ${known}.`);
  }
  return percentile(samples, Number(rank));
}
