import { experiments } from './experiments.ts';
import { killSwitch } from './kill-switch.ts';
import type { Policy } from './place.ts';
import { reading, repairing } from './reconcile.ts';
import { referenceSystem } from './reference-system.ts';
import { schedule } from './schedule.ts';

/** What a game day on a deployed stage of the reference system needs, if it releases no version and drills no alarm. */
export const gameDay: readonly Policy[] = [killSwitch, experiments, schedule, reading, repairing, referenceSystem];
