/** What the commands need of IAM on a deployed stage. docs/aws.md shows them, and `doctor` asks IAM for them. */
import { experiments } from './experiments.ts';
import { killSwitch } from './kill-switch.ts';
import type { Policy } from './place.ts';

export const policies: readonly Policy[] = [killSwitch, experiments];
