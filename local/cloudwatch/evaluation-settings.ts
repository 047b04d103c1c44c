/** Schemas of the settings that decide when an alarm is evaluated, and over which periods. */
import * as z from 'zod';
import { type EvaluationWindow, WALL_CLOCK_PERIODS } from './evaluation-window.ts';
import { whyNoTimeZone } from './time-zone.ts';

export const evaluationWindow = z
  .union(
    [
      z.strictObject({ SlidingWindow: z.strictObject({}) }),
      z.strictObject({ WallClockWindow: z.strictObject({ Timezone: z.string().min(1).max(50).optional() }) }),
    ],
    { error: 'must have exactly one member, SlidingWindow or WallClockWindow' },
  )
  .superRefine((window, context) => {
    const zone = 'WallClockWindow' in window ? window.WallClockWindow.Timezone : undefined;
    const message = zone === undefined ? undefined : whyNoTimeZone(zone);
    if (message === undefined) return;
    context.addIssue({ code: 'custom', path: ['WallClockWindow', 'Timezone'], message });
  });

export const warmUp = z.strictObject({
  WarmUpPeriodDurationInMinutes: z.int().min(1).max(2880),
  OnlyStartEvaluatingAfterWarmUpPeriodEnds: z.boolean().optional(),
});

/** Whether the window takes the period. */
export const fitsWindow = (period: number, window: EvaluationWindow | undefined): boolean =>
  window === undefined || 'SlidingWindow' in window || (WALL_CLOCK_PERIODS as readonly number[]).includes(period);

export const WINDOW_MISFIT = `must be one of ${WALL_CLOCK_PERIODS.join(', ')} with a WallClockWindow`;
