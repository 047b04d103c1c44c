/** Load profiles, by their names in `evenkeel load`. */
import type { Profile } from '../lib/profile.ts';
import { load } from './load.ts';
import { quota } from './quota.ts';
import { smoke } from './smoke.ts';

export const profiles: Readonly<Record<string, Profile>> = { smoke, load, quota };
