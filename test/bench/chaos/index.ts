/** The chaos harness: what it costs a system while nothing is armed, how long its user waits, and how fast it judges. */
import type { Figure } from '../figure.ts';
import { addedBytes } from './bundle.ts';
import { checking } from './checking.ts';
import { idleCalls } from './idle.ts';
import { liveRuns } from './live.ts';

/** In the order in which they are measured. */
const parts: readonly (() => Promise<readonly Figure[]>)[] = [idleCalls, addedBytes, checking, liveRuns];

export async function chaosBench(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const part of parts) figures.push(...(await part()));
  return figures;
}
