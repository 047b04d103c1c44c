import type { RepairLimits } from './rule.ts';

/** Why so many repairs are not made in one run; undefined where they may be. */
export function overCap(repairs: number, rows: number, limits: RepairLimits): string | undefined {
  if (repairs > limits.count) {
    return `${repairs} repairs are more than the ${limits.count} that one run may make.`;
  }
  if (repairs > limits.always && repairs > rows * limits.share) {
    return `${repairs} repairs are more than ${limits.share * 100} % of ${rows} rows.`;
  }
  return undefined;
}
