import type { LoadRun } from '../../chaos/schemas/index.ts';
import type { LoadPlan } from './plan.ts';
import { operationOf } from './points.ts';
import { tail } from './tail.ts';

/** How the latest operations were answered, by what k6 has written so far. */
export function recentOperations(points: string, plan: LoadPlan, now: () => number = Date.now): LoadRun['recent'] {
  const appended = tail(points);
  const answered: { readonly at: number; readonly failed: boolean }[] = [];
  return async (seconds) => {
    await appended((line) => {
      const operation = operationOf(line, plan, 0);
      if (operation === undefined) return;
      const { sentAt, durationMs, status } = operation;
      answered.push({ at: Date.parse(sentAt) + durationMs, failed: status === 0 || status >= 500 });
    });
    const since = now() - seconds * 1000;
    const late = answered.filter(({ at }) => at >= since);
    return { operations: late.length, failed: late.filter(({ failed }) => failed).length };
  };
}
