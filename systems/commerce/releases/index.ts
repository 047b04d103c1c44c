import type { CodeRelease } from '@evenkeel/chaos';
import { renamedWeight } from './renamed-weight.ts';

/** Every release of other code that experiments deploy. Each has a file of its own. */
export const releases: readonly CodeRelease[] = [renamedWeight];
