/** Changes to what the run observed of the system beside its load: differences that were repaired, alarms, queues, probes. */
import type { ReconcileResult } from '../../../chaos/schemas/index.ts';
import type { RunDraft } from '../run-files.ts';
import { type Draw, drawn, type Kind } from './kind.ts';

type Difference = ReconcileResult['differences'][number];

/** Changes a difference in fields that the reconciler repaired by writing to a copy. */
function onRepaired(name: string, change: (difference: Difference) => void): Kind {
  return {
    name: `reconcile: ${name}`,
    apply: (run: RunDraft, draw: Draw) => {
      const repaired = run.reconciles
        .flatMap(({ differences }) => differences)
        .filter(({ rule, kind, repaired: is }) => is && kind === 'different' && rule.endsWith('-copies'));
      const difference = drawn(repaired, draw);
      if (difference === undefined) return false;
      change(difference);
      return true;
    },
  };
}

const differenceKinds: readonly Kind[] = [
  onRepaired('a repaired difference without a field', (difference) => {
    difference.fields = {};
    difference.masters = {};
  }),
  onRepaired('a repaired difference in another field', (difference) => {
    difference.fields = { name: { left: 'Cup', right: 'Mug' } };
    difference.masters = { name: 'left' };
  }),
  onRepaired('a repaired difference whose master is on the other side', (difference) => {
    for (const [field, side] of Object.entries(difference.masters))
      difference.masters[field] = side === 'left' ? 'right' : 'left';
  }),
];

/** Every change to what the run observed. */
export const observedKinds: readonly Kind[] = [...differenceKinds];
