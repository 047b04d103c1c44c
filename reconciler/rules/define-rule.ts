import {
  canonicalText,
  comparable,
  own,
  type OwnerCall,
  type Pair,
  type Remedy,
  type Row,
  type View,
} from '../engine/index.ts';
import { checkOptions } from '../options.ts';
import { limited } from './limits.ts';
import { copiesOf, copyRemedy, type Master, type Mastership, mastersOf, orWithoutMaster } from './mastership.ts';
import type { Problem } from './problem.ts';
import { keyedAlike, keyProblems } from './keys.ts';
import { spelledAlike } from './spelling.ts';
import { nullsAlike } from './nulls.ts';
import { commonEngine, commonProblems, commonRule, type Rule, type RuleOptions } from './rule.ts';
import { comparisonOptions } from './options.ts';
import { describeFields, sidesOf } from './sides.ts';
import { isUnreadable, whyNotCompared } from './unreadable.ts';

export type Repair =
  /** Overwrites the copy with the master's values. */
  { readonly kind: 'copy' } | ({ readonly kind: 'callOwner' } & OwnerCall) | { readonly kind: 'report' };

export interface ComparisonOptions<Left extends string, Right extends string> extends RuleOptions {
  readonly left: View<Left>;
  readonly right: View<Right>;
  /** `equal`: both sides hold the same rows. `subset`: every row of the left side is on the right, which may hold more. */
  readonly relation: 'equal' | 'subset';
  /** Fields that are compared; by default all fields of the left side. */
  readonly compare?: readonly (Left & Right)[];
  readonly mastership: Mastership<Left & Right>;
  readonly repair: Repair;
}

/** A rule that compares two views that must agree. */
export function defineRule<Left extends string, Right extends string>(options: ComparisonOptions<Left, Right>): Rule {
  checkOptions('defineRule', comparisonOptions, options);
  const { name, relation, mastership, repair, onStuck, limits } = options;
  const { left, right } = spelledAlike(nullsAlike(keyedAlike(options.left, options.right)));
  const fields: readonly string[] = options.compare ?? Object.keys(left.fields);
  const differing = (leftRow: Row, rightRow: Row): string[] =>
    fields.filter(
      (field) =>
        isUnreadable(leftRow, field) ||
        isUnreadable(rightRow, field) ||
        // Values of comparable types are equal if their canonical texts are equal.
        (own(leftRow.fields, field) !== own(rightRow.fields, field) &&
          textOf(left, field, leftRow) !== textOf(right, field, rightRow)),
    );
  const shown = forLast(({ left: leftRow, right: rightRow }: Pair): readonly string[] =>
    leftRow && rightRow ? differing(leftRow, rightRow) : fields,
  );
  const sensitive = new Set([...left.sensitive, ...right.sensitive]);
  const problems = [
    ...commonProblems(options, [left, right]),
    ...keyProblems(`${name}.key`, left, right),
    ...fieldProblems(name, left, right, fields),
    ...mastershipProblems(name, mastership, fields),
    ...(repair.kind === 'copy' ? copyProblems(name, mastership, { left, right }) : []),
  ];
  return {
    ...commonRule(options),
    views: [options.left, options.right],
    problems,
    engine: {
      ...commonEngine(options),
      sides: sidesOf(limited(name, left, limits), limited(name, right, limits), fields),
      relation: {
        kind: relation,
        leftToken: (row) => tokenOf('left', left, fields, row),
        rightToken: (row) => tokenOf('right', right, fields, row),
        agrees: (one, other) => one === other || (relation === 'subset' && one === undefined),
      },
      compared: fields,
      sensitive,
      explained: () => false,
      whyNotCompared: (finding) =>
        whyNotCompared(finding, { left, right }, fields, sensitive) ??
        orWithoutMaster<string | undefined>(
          () => {
            mastersOf(finding.pair, mastership, shown(finding.pair));
            return undefined;
          },
          (error) => `${name}: ${error.shown(sensitive.size > 0)}`,
        ),
      describe: (pair) => describeFields(shown(pair), sensitive)(pair),
      masters: (pair) =>
        orWithoutMaster(
          () => mastersOf(pair, mastership, shown(pair)),
          () => ({}),
        ),
      remedy({ key, pair, standing }) {
        if (standing === 'stuck') {
          return onStuck
            ? { kind: 'call', ...onStuck }
            : { kind: 'report', reason: `${key} is stuck, and the rule has no onStuck` };
        }
        if (repair.kind === 'report') return { kind: 'report', reason: `${key} differs, and this rule only reports` };
        if (repair.kind === 'callOwner') return { ...repair, kind: 'call' };
        return orWithoutMaster<Remedy>(
          () => copyRemedy(key, pair, { left, right }, { mastership, fields, differing: shown(pair), sensitive }),
          (error) => ({ kind: 'report', reason: `${name}: ${error.shown(sensitive.size > 0)}` }),
        );
      },
    },
  };
}

/** Keeps the result for the last pair, because the engine asks several questions about each. */
function forLast<Result extends object>(use: (pair: Pair) => Result): (pair: Pair) => Result {
  let last: { readonly pair: Pair; readonly result: Result } | undefined;
  return (pair) => {
    if (last?.pair !== pair) last = { pair, result: use(pair) };
    return last.result;
  };
}

const textOf = (view: View, field: string, { fields }: Row): string =>
  canonicalText(own(view.fields, field) ?? 'text', own(fields, field));

/** All compared values of a row, as one text. An unreadable value equals nothing on the other side. */
const tokenOf = (side: 'left' | 'right', view: View, fields: readonly string[], row: Row): string =>
  fields
    .map((field) =>
      isUnreadable(row, field) ? `unreadable ${side} ${own(row.unreadable, field) ?? ''};` : textOf(view, field, row),
    )
    .join('');

function fieldProblems(name: string, left: View, right: View, fields: readonly string[]): Problem[] {
  if (fields.length === 0) return [{ path: `${name}.compare`, message: 'must name at least one field' }];
  return fields.flatMap((field) => {
    const path = `${name}.compare.${field}`;
    const types = [left, right].map((view) => own(view.fields, field));
    const [leftType, rightType] = types;
    if (leftType === undefined || rightType === undefined) {
      const view = leftType === undefined ? left : right;
      return [{ path, message: `is not a field of ${view.name}, which has ${Object.keys(view.fields).join(', ')}` }];
    }
    if (comparable(leftType, rightType)) return [];
    return [
      {
        path,
        message: `is ${leftType} in ${left.name} and ${rightType} in ${right.name}: these types cannot be compared`,
      },
    ];
  });
}

function mastershipProblems(name: string, { fields = {} }: Mastership, compared: readonly string[]): Problem[] {
  return Object.keys(fields as Record<string, Master>)
    .filter((field) => !compared.includes(field))
    .map((field) => ({
      path: `${name}.mastership.fields.${field}`,
      message: `is not a compared field; the compared fields are ${compared.join(', ')}`,
    }));
}

function copyProblems(
  name: string,
  mastership: Mastership,
  views: Readonly<Record<'left' | 'right', View>>,
): Problem[] {
  return copiesOf(mastership)
    .filter((side) => views[side].write === undefined)
    .map((side) => ({ path: `${name}.repair`, message: `copies to ${views[side].name}, which is not writable` }));
}
