/** What the commands need of IAM on a deployed stage. docs/aws.md shows them, and `doctor` asks IAM for them. */
import { drill } from './drill.ts';
import { experiments } from './experiments.ts';
import { killSwitch } from './kill-switch.ts';
import type { Policy } from './place.ts';
import { reading, repairing } from './reconcile.ts';
import { referenceSystem } from './reference-system.ts';
import { releases } from './releases.ts';
import { schedule } from './schedule.ts';

export const policies: readonly Policy[] = [
  killSwitch,
  experiments,
  schedule,
  reading,
  repairing,
  referenceSystem,
  drill,
  releases,
];
