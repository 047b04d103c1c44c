import { SnapshotName } from '../schemas/evidence/index.ts';
import type { Invariant, InvariantAnswer, JudgedSnapshot, RunState } from './invariant.ts';

/**
 * Asks an invariant for its answer. It sees only the views and snapshots that it declares: a typing mistake in a name must
 * not look like an empty view, in which every invariant holds.
 *
 * @throws Error if it reads anything else, or its answer is none
 */
export function judgeInvariant(invariant: Invariant, state: RunState): InvariantAnswer {
  const answer: unknown = invariant.judge({
    snapshots: declaredSnapshots(invariant, state.snapshots),
    // Incomplete evidence matters only to an invariant that reads it.
    get operations() {
      return state.operations;
    },
    get prediction() {
      return state.prediction;
    },
    isEndRepaired: state.isEndRepaired,
  });
  if (isAnswer(answer)) return answer;
  const given = answer instanceof Promise ? 'a promise' : JSON.stringify(answer);
  throw new TypeError(`judge must return { summary, violations }, a text and a list of texts; it returned ${given}`);
}

const isAnswer = (answer: unknown): answer is InvariantAnswer =>
  typeof answer === 'object' &&
  answer !== null &&
  'summary' in answer &&
  'violations' in answer &&
  typeof answer.summary === 'string' &&
  Array.isArray(answer.violations) &&
  answer.violations.every((line) => typeof line === 'string');

function declaredSnapshots({ at, views }: Invariant, snapshots: RunState['snapshots']): RunState['snapshots'] {
  const declared: Partial<Record<SnapshotName, JudgedSnapshot>> = {};
  for (const moment of SnapshotName.options) {
    const isDeclared = at.some((one) => one === moment);
    Object.defineProperty(declared, moment, {
      enumerable: isDeclared,
      get() {
        if (isDeclared) return { ...snapshots[moment], views: new DeclaredViews(snapshots[moment].views, views) };
        throw new RangeError(`there is no snapshot ${moment} in \`at\` of the invariant: ${at.join(', ')}`);
      },
    });
  }
  return declared as RunState['snapshots'];
}

/** The views that an invariant declares. */
class DeclaredViews<Records> extends Map<string, Records> {
  readonly #declared: readonly string[];

  constructor(views: ReadonlyMap<string, Records>, declared: readonly string[]) {
    super([...views].filter(([name]) => declared.includes(name)));
    this.#declared = declared;
  }

  override get(name: string): Records {
    const found = super.get(name);
    if (found !== undefined) return found;
    throw new RangeError(
      this.#declared.includes(name)
        ? `the snapshot has no view ${name}`
        : `there is no view ${name} in \`views\` of the invariant: ${this.#declared.join(', ')}`,
    );
  }
}
