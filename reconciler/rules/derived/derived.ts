/**
 * Rows that a function keeps up to date from other rows: counters, sums, flags and copies of the latest row. Each group of
 * source rows must come to what the target holds. The target's row is read before and after the source: a group is judged
 * only if it did not change in between.
 */
import { createHash } from 'node:crypto';
import { canonicalText, own, type Pair, type Remedy, type Row, type Value, type View } from '../../engine/index.ts';
import { checkOptions } from '../../options.ts';
import { keyedAlike, keyProblems } from '../keys.ts';
import { limited } from '../limits.ts';
import { copyRemedy } from '../mastership.ts';
import { nullsAlike } from '../nulls.ts';
import { derivedOptions } from '../options.ts';
import { commonEngine, commonProblems, commonRule, type Rule } from '../rule.ts';
import { describeFields, pairOf } from '../sides.ts';
import { spelledAlike } from '../spelling.ts';
import { isUnreadable, whyNotCompared } from '../unreadable.ts';
import { emptyGroup, expectedRow } from './aggregate.ts';
import { conditionOf } from './condition.ts';
import { causeIn } from './finding-cause.ts';
import { groupedView, groupKeyOf, readsByGroup } from './grouped-view.ts';
import { rowWithMissing } from './missing.ts';
import type { DerivedOptions } from './options.ts';
import { type Derivation, derivationOf, derivationProblems, targetsOf } from './derivation.ts';

/** A rule that compares what a function derives from a view's rows with what it should derive. */
export function derived<Source extends string, Target extends string>(options: DerivedOptions<Source, Target>): Rule {
  checkOptions('derived', derivedOptions, options);
  return derivedRule(options);
}

function derivedRule(options: DerivedOptions<string, string>): Rule {
  const { name, from, into, limits, repair = { kind: 'report' } } = options;
  const derivation = derivationOf(options);
  const problems = [...commonProblems(options, [from, into]), ...derivationProblems(options, derivation)];
  const source = limited(name, from, limits);
  const isCounted = problems.length === 0 ? conditionOf(from, options.where) : () => true;
  const keyOf = groupKeyOf(from, derivation);
  const grouped = groupedView({ from, source, derivation, isCounted, keyOf, types: into.fields });
  const views = spelledAlike(nullsAlike(keyedAlike(grouped, into)));
  const { left, right } = views;
  const target = limited(name, right, limits);
  const fields = targetsOf(derivation);
  const zero = (key: string): Row => expectedRow(key, emptyGroup(derivation), derivation);
  const text = textsOf(derivation, left, right);
  const token =
    (side: Side) =>
    (row: Row): string =>
      shortened(fields.map((field) => text(side, row, field)).join(''));
  const [leftToken, rightToken] = [token('left'), token('right')];
  const nothing = derivation.mayBeZero ? leftToken(zero('')) : undefined;
  const differing = (one: Row, other: Row): string[] =>
    fields.filter((field) => text('left', one, field) !== text('right', other, field));
  /** A group without rows comes to zero, if the target may hold that. */
  const whole = (pair: Pair): Pair =>
    pair.left === undefined && pair.right && derivation.mayBeZero ? { ...pair, left: zero(pair.right.key) } : pair;
  const shown = ({ left: one, right: other }: Pair): readonly string[] =>
    one && other ? differing(one, other) : fields;
  const sensitive = new Set([...left.sensitive, ...right.sensitive]);
  return {
    ...commonRule(options),
    views: [from, into],
    findingKey: (view, row) => (view === from.name ? keyOf(row) : undefined),
    problems: [...problems, ...keyProblems(`${name}.by`, grouped, into)],
    engine: {
      ...commonEngine(options),
      sides: {
        scanLeft: (reading) => left.scan(reading),
        scanRight: (reading) => target.scan(reading),
        ...(target.repeatedRow && { repeated: { right: target.repeatedRow } }),
        ...(!readsByGroup(source, derivation) && { rereadAtOnce: Infinity }),
        async reread(keys, reading) {
          const before = await target.read(keys, reading);
          const groups = await left.read(keys, reading);
          const after = await target.read(keys, reading);
          return new Map(
            keys.map((key): [string, Pair] => {
              const row = after.get(key);
              return [
                key,
                { ...pairOf(groups.get(key), row), ...(!isSameRow(before.get(key), row) && { torn: true }) },
              ];
            }),
          );
        },
      },
      relation: {
        leftToken,
        rightToken,
        agrees: (one = nothing, other = nothing) => one === other,
      },
      compared: fields,
      sensitive,
      explained(pair, key, open) {
        const group = rowWithMissing(key, pair.left, open, { derivation, keyOf, missing: options.missing });
        return group !== undefined && leftToken(group) === (pair.right ? rightToken(pair.right) : nothing);
      },
      whyNotCompared: (finding) => whyNotCompared(finding, { left, right }, fields, sensitive),
      cause: (finding) => causeIn(finding, derivation, from),
      describe: (pair) => describeFields(shown(whole(pair)), sensitive)(whole(pair)),
      masters: (pair) => Object.fromEntries(shown(whole(pair)).map((field) => [field, 'left'])),
      remedy({ key, pair }): Remedy {
        if (repair.kind === 'report') return { kind: 'report', reason: `${key} differs, and this rule only reports` };
        if (repair.kind === 'callOwner') return { ...repair, kind: 'call' };
        const found = whole(pair);
        return copyRemedy(key, found, views, {
          mastership: { default: 'left' },
          fields,
          differing: shown(found),
          sensitive,
        });
      },
    },
  };
}

type Side = 'left' | 'right';

/**
 * The compared text of a field. Without a value a number is zero, a flag is false, and everything else is null. An
 * unreadable value equals nothing on the other side.
 */
function textsOf({ count, sums, exists }: Derivation, left: View, right: View) {
  const numbers = new Set([...(count === undefined ? [] : [count.into]), ...sums.map(({ into }) => into)]);
  const without = (field: string, view: View): Value => {
    if (field === exists) return false;
    if (!numbers.has(field)) return null;
    return own(view.fields, field) === 'integer' ? 0n : '0';
  };
  return (side: Side, row: Row, field: string): string => {
    const view = side === 'left' ? left : right;
    if (isUnreadable(row, field)) return `unreadable ${side} ${own(row.unreadable, field) ?? ''};`;
    return canonicalText(own(view.fields, field) ?? 'text', own(row.fields, field) ?? without(field, view));
  };
}

/** Characters of a token that are kept as they are. Copies of long texts would fill the memory. */
const MAX_TOKEN = 128;

const shortened = (text: string): string =>
  text.length <= MAX_TOKEN ? text : createHash('sha256').update(text).digest('hex');

const isSameRow = (one: Row | undefined, other: Row | undefined): boolean =>
  (one === undefined) === (other === undefined) && one?.version === other?.version && one?.image === other?.image;
