import * as z from 'zod';
import type { TargetClock } from '@evenkeel/chaos/runner';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import { readJson } from './read-json.ts';

const ClockReply = z.object({ now: z.iso.datetime(), speed: z.number().positive() });

/**
 * Reads the target's clock once and extrapolates from there. Both sides measure real time with a monotonic clock, so they
 * do not diverge during a run. On AWS, the target's clock is UTC.
 */
export async function readClock({ clockUrl }: Pick<SystemDescription, 'clockUrl'>): Promise<TargetClock> {
  if (clockUrl === undefined) return { speed: 1, now: () => new Date() };
  const sent = performance.now();
  const reply = ClockReply.parse(await readJson(clockUrl));
  const read = (sent + performance.now()) / 2;
  const origin = Date.parse(reply.now);
  return { speed: reply.speed, now: () => new Date(origin + (performance.now() - read) * reply.speed) };
}
