/** What must hold in the shop's stores, whatever was broken. Each invariant has a file of its own. */
import type { Invariant } from '@evenkeel/chaos';
import { exactlyOnce } from './exactly-once.ts';
import { moneyConserved } from './money-conserved.ts';
import { stockConserved } from './stock-conserved.ts';

export const invariants: readonly Invariant[] = [exactlyOnce, moneyConserved, stockConserved];
