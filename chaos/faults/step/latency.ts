import * as z from 'zod/mini';
import { type Hit, stepFault } from '../fault.ts';
import { atPlace, atPoint } from '../place.ts';
import { type Duration, durationMs, milliseconds } from './duration.ts';

const parameters = z
  .strictObject({
    ...atPlace,
    point: z._default(atPoint, 'before-commit'),
    ms: z.optional(milliseconds),
    fromMs: z.optional(z.number().check(z.gte(0))),
    toMs: z.optional(milliseconds),
    distribution: z.optional(z.enum(['normal', 'exponential'])),
    meanMs: z.optional(milliseconds),
    deviationMs: z.optional(milliseconds),
  })
  .check(
    z.refine((given) => durationOf(given) !== undefined, {
      error:
        'must give the delay in one of three ways: ms; or fromMs and toMs, the lower first; or distribution and meanMs, with deviationMs for normal',
    }),
  );

type Given = Readonly<Record<'ms' | 'fromMs' | 'toMs' | 'meanMs' | 'deviationMs', number | undefined>> & {
  readonly distribution?: 'normal' | 'exponential' | undefined;
};

/** The step is delayed, before its store is reached or after the commit. */
export const latency = stepFault({
  name: 'latency',
  summary: 'A step is delayed by a time that is fixed, within a range, or drawn from a distribution.',
  parameters,
  needs: ['before', 'afterCommit'],
  hooks: (given) => {
    const { service, step, point } = given;
    const wait = async (hit: Hit) => {
      const duration = durationOf(given);
      if (duration !== undefined && (await hit.strike(point))) await hit.sleep(durationMs(duration, hit.draw));
    };
    const fault = { place: { service, step }, effect: () => 'delays' as const, stalls: true };
    return point === 'before-commit' ? { ...fault, before: wait } : { ...fault, afterCommit: wait };
  },
});

/** The delay that the parameters describe; undefined if they describe none, or several. */
function durationOf(given: Partial<Given>): Duration | undefined {
  const { ms, fromMs, toMs, distribution, meanMs, deviationMs } = given;
  const ways = [[ms], [fromMs, toMs], [distribution, meanMs, deviationMs]].filter((way) =>
    way.some((part) => part !== undefined),
  );
  if (ways.length !== 1) return undefined;
  if (ms !== undefined) return { ms };
  if (fromMs !== undefined && toMs !== undefined) return fromMs <= toMs ? { fromMs, toMs } : undefined;
  if (distribution === undefined || meanMs === undefined) return undefined;
  if ((distribution === 'normal') !== (deviationMs !== undefined)) return undefined;
  return { distribution, meanMs, deviationMs: deviationMs ?? 0 };
}
