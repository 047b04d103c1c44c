/** Ends of a saga that no record can reach, as far as rules know the states in which records rest. */
import { suggestion } from '../schemas/mistakes.ts';
import type { DefinitionDraft } from './draft.ts';
import { NO_RECORD } from './saga.ts';
import type { StoreReconciliation } from './stores.ts';
import type { SystemProblem } from './system-error.ts';

/** The field whose states rules know. */
const STATE = 'state';

/** States in `saga.ends` in which the rules let no record of the view rest. */
export function restingStateProblems({ saga }: DefinitionDraft, { rules }: StoreReconciliation): SystemProblem[] {
  return Object.entries(saga?.participants ?? {}).flatMap(([participant, { view = '', state = STATE }]) => {
    const known = [
      ...new Set(
        rules.flatMap(({ restingStates = {} }) =>
          Object.hasOwn(restingStates, view) ? (restingStates[view] ?? []) : [],
        ),
      ),
    ];
    if (known.length === 0 || state !== STATE) return [];
    return Object.entries(saga?.ends ?? {}).flatMap(([end, states]) =>
      (states?.[participant] ?? []).flatMap((one, at) =>
        one === undefined || one === NO_RECORD || known.includes(one)
          ? []
          : [
              {
                path: `saga.ends.${end}.${participant}[${at}]`,
                message: `no record of ${view} rests in ${one}${suggestion(one, known)}; the rules let it rest in: ${known.join(', ')}`,
              },
            ],
      ),
    );
  });
}
