/** What `evenkeel load` can run on the shop. Each profile has a file of its own. */
import type { LoadProfile } from '@evenkeel/chaos';
import { load } from './load.ts';
import { quota } from './quota.ts';
import { smoke } from './smoke.ts';

export const profiles: readonly LoadProfile[] = [smoke, load, quota];
