import type { Outcome } from '@evenkeel/reconciler';
import { exitCodes } from '../../failure.ts';

/** The exit code of a run by its outcome. */
export const exitCodeOf: Readonly<Record<Outcome, number>> = {
  clean: exitCodes.pass,
  repaired: exitCodes.pass,
  drift: exitCodes.fail,
  unsettled: exitCodes.undecided,
  inconclusive: exitCodes.undecided,
  stopped: exitCodes.undecided,
};
