import {
  canonicalText,
  type Fields,
  type Finding,
  own,
  type OwnerCall,
  type Pair,
  type Remedy,
  type Row,
  type View,
} from '../engine/index.ts';
import { checkOptions, mistakeIn } from '../options.ts';
import { keyedAlike, keyProblems } from './keys.ts';
import { spelledAlike } from './spelling.ts';
import { nullsAlike } from './nulls.ts';
import { limited } from './limits.ts';
import type { Problem } from './problem.ts';
import { commonEngine, commonProblems, commonRule, type Rule, type RuleOptions } from './rule.ts';
import { lifecycleOptions, lifecycleRepair } from './options.ts';
import { normalFields } from './normal-fields.ts';
import { describeFields, sidesOf } from './sides.ts';
import { isUnreadable, whyNotCompared } from './unreadable.ts';

/** The state of a missing part. */
export const NONE = 'none';

/** How a difference of a part is repaired. */
export type LifecycleRepair =
  | { readonly kind: 'report'; readonly reason: string }
  /** Creates the part, if it is still missing. */
  | { readonly kind: 'recreate'; readonly fields: Fields }
  | ({ readonly kind: 'callOwner' } & OwnerCall);

export interface LifecycleOptions<Whole extends string, Part extends string> extends Omit<RuleOptions, 'inFlight'> {
  /** The view whose state limits the part's state, such as orders. */
  readonly whole: View<Whole | 'state'>;
  /** The view whose state is limited, such as payments. */
  readonly part: View<Part | 'state'>;
  /** For each state of the whole at rest, the states that the part may have; `none` means no part. */
  readonly allowed: Readonly<Record<string, readonly string[]>>;
  /** States of the whole in which its owner is still working on it. */
  readonly inFlightStates: readonly string[];
  /** Fields that must be equal on both sides while the whole is in this state. */
  readonly alike?: { readonly state: string; readonly fields: readonly (Whole & Part)[] };
  repair(found: {
    readonly key: string;
    readonly whole: Row | undefined;
    readonly part: Row | undefined;
  }): LifecycleRepair;
}

/** The state of a row whose state the view cannot represent. It is never allowed. */
const UNREADABLE = '[unreadable]';

/** The state of a row; `none` if there is no row. */
export const stateOf = (row: Row | undefined): string => {
  if (row !== undefined && isUnreadable(row, 'state')) return UNREADABLE;
  const state = row?.fields['state'];
  return typeof state === 'string' ? state : NONE;
};

const textIn = (view: View, row: Row, field: string): string =>
  isUnreadable(row, field)
    ? `unreadable ${view.name} ${own(row.unreadable, field) ?? ''}`
    : canonicalText(own(view.fields, field) ?? 'text', own(row.fields, field));

/**
 * A rule in which the state of a whole limits the states that its part may have. A part without a whole is never
 * allowed.
 */
export function lifecycle<Whole extends string, Part extends string>(options: LifecycleOptions<Whole, Part>): Rule {
  checkOptions('lifecycle', lifecycleOptions, options);
  const { name, allowed, inFlightStates, onStuck, alike, limits } = options;
  const { left: whole, right: part } = spelledAlike(nullsAlike(keyedAlike(options.whole, options.part)));
  const sensitive = new Set([...whole.sensitive, ...part.sensitive]);
  const alikeFields: readonly string[] = alike?.fields ?? [];
  const token = (view: View, row: Row): string =>
    JSON.stringify([stateOf(row), ...alikeFields.map((field) => textIn(view, row, field))]);
  const parsed = (text: string | undefined): string[] => (text === undefined ? [NONE] : (JSON.parse(text) as string[]));
  const shown = ({ left, right }: Pair): readonly string[] => [
    'state',
    ...(left && right ? alikeFields.filter((field) => textIn(whole, left, field) !== textIn(part, right, field)) : []),
  ];
  const notCompared = (finding: Finding): string | undefined =>
    whyNotCompared(finding, { left: whole, right: part }, ['state', ...alikeFields], sensitive);
  const isInFlight = ({ left }: Pair): boolean => inFlightStates.includes(stateOf(left));
  return {
    ...commonRule(options),
    views: [options.whole, options.part],
    restingStates: {
      [options.whole.name]: Object.keys(allowed),
      [options.part.name]: Object.values(allowed).flat(),
    },
    problems: [
      ...keyProblems(`${name}.key`, whole, part),
      ...commonProblems({ ...options, inFlight: isInFlight }, [whole, part]),
      ...stateProblems(name, allowed, inFlightStates),
      ...alikeProblems(name, whole, part, alikeFields),
    ],
    engine: {
      ...commonEngine({ ...options, inFlight: isInFlight }),
      sides: sidesOf(limited(name, whole, limits), limited(name, part, limits)),
      relation: {
        leftToken: (row) => token(whole, row),
        rightToken: (row) => token(part, row),
        agrees(left, right) {
          const [wholeState = NONE, ...wholeFields] = parsed(left);
          const [partState = NONE, ...partFields] = parsed(right);
          if (left === undefined) return right === undefined;
          if (own(allowed, wholeState)?.includes(partState) !== true) return false;
          return wholeState !== alike?.state || partFields.every((text, at) => text === wholeFields[at]);
        },
      },
      sensitive,
      explained: () => false,
      whyNotCompared: notCompared,
      describe: (pair) => describeFields(shown(pair), sensitive)(pair),
      masters: (pair) => Object.fromEntries(shown(pair).map((field) => [field, 'left'])),
      remedy(finding): Remedy {
        const { key, pair, standing } = finding;
        const reason = notCompared(finding);
        if (reason !== undefined) return { kind: 'report', reason };
        if (standing === 'stuck') {
          return onStuck
            ? { kind: 'call', ...onStuck }
            : { kind: 'report', reason: `${key} is stuck, and the rule has no onStuck` };
        }
        const repair = options.repair({ key, whole: pair.left, part: pair.right });
        const mistake = mistakeIn(name, lifecycleRepair, repair);
        if (mistake !== undefined)
          return { kind: 'report', reason: `${key}: repair() returned an invalid repair: ${mistake}` };
        if (repair.kind === 'report') return repair;
        if (repair.kind === 'callOwner') return { ...repair, kind: 'call' };
        const { fields, mistakes } = normalFields(part, repair.fields);
        if (mistakes.length > 0)
          return { kind: 'report', reason: `${key}: repair() returned an invalid repair: ${mistakes.join('; ')}` };
        return { kind: 'write', steps: [{ view: part, write: { kind: 'create', key, fields } }] };
      },
    },
  };
}

function stateProblems(
  name: string,
  allowed: LifecycleOptions<string, string>['allowed'],
  inFlight: readonly string[],
): Problem[] {
  const both = inFlight.filter((state) => own(allowed, state) !== undefined);
  return both.map((state) => ({ path: `${name}.allowed.${state}`, message: 'is also listed in inFlightStates' }));
}

function alikeProblems(name: string, whole: View, part: View, fields: readonly string[]): Problem[] {
  return ['state', ...fields].flatMap((field) =>
    [whole, part]
      .filter((view) => own(view.fields, field) === undefined)
      .map((view) => ({ path: `${name}.${field}`, message: `is not a field of ${view.name}` })),
  );
}
