/** Two replicas of one table, such as a DynamoDB global table, between which the last writer wins. */
import { own, type Row, type View } from '../../engine/index.ts';
import { checkOptions } from '../../options.ts';
import { defineRule, type Repair } from '../define-rule.ts';
import { replicaOptions } from '../options.ts';
import type { Problem } from '../problem.ts';
import { commonRule, type Rule, type RuleOptions } from '../rule.ts';
import { causeIn } from './cause.ts';
import { whyNotCompared } from '../unreadable.ts';
import { winnerOf, type WriteFields, writeIn } from './write.ts';

export interface ReplicaOptions<Field extends string> extends Omit<RuleOptions, 'inFlight' | 'stuckAfter' | 'onStuck'> {
  readonly left: View<Field>;
  readonly right: View<Field>;
  /** Field with the time of the last write, by which the last writer wins: a time in ISO 8601, or an integer. */
  readonly updatedAt: NoInfer<Field>;
  /** Field with an integer that each write raises. Only with it can the rule distinguish a conflict from a replica that is behind. */
  readonly version?: NoInfer<Field>;
  /** Field that says in which region the row was last written; the finding shows it. */
  readonly region?: NoInfer<Field>;
  /** Fields that are compared; by default all fields of the left side. */
  readonly compare?: readonly NoInfer<Field>[];
  /** `copy` writes the winning row over the other one; `report`, the default, writes nothing. */
  readonly repair?: Repair;
}

/**
 * A rule that compares two replicas of one table. A finding says which write won, and shows the write that lost.
 */
export function replica<Field extends string>(options: ReplicaOptions<Field>): Rule {
  checkOptions('replica', replicaOptions, options);
  const { left, right, updatedAt, version, region, repair = { kind: 'report' }, ...common } = options;
  const written: WriteFields = { updatedAt, version };
  const compared = options.compare ?? (Object.keys(left.fields) as Field[]);
  const winner = (one: Row, other: Row): 'left' | 'right' | undefined =>
    winnerOf({ left: writeIn(one, written), right: writeIn(other, written) });
  const rule = defineRule<Field, Field>({
    ...common,
    left,
    right,
    compare: compared,
    relation: 'equal',
    mastership: { default: winner as (one: Row, other: Row) => 'left' | 'right' },
    repair,
  });
  return {
    ...rule,
    digest: commonRule(options).digest,
    problems: [...rule.problems, ...fieldProblems(options)],
    engine: {
      ...rule.engine,
      whyNotCompared: (finding) =>
        whyNotCompared(finding, { left, right }, compared, new Set([...left.sensitive, ...right.sensitive])),
      cause: (finding) => causeIn(finding, { views: { left, right }, compared, region, ...written }),
      remedy(finding) {
        const { key, pair } = finding;
        const hasWinner = pair.left === undefined || pair.right === undefined || winner(pair.left, pair.right);
        return hasWinner
          ? rule.engine.remedy(finding)
          : {
              kind: 'report',
              reason: `${key}: no write is the last one, because ${updatedAt} is equal on both sides or is no time`,
            };
      },
    },
  };
}

function fieldProblems({ name, left, right, updatedAt, version, region }: ReplicaOptions<string>): Problem[] {
  const fieldOf = (option: string, field: string | undefined, types: readonly string[]): Problem[] =>
    field === undefined
      ? []
      : [left, right].flatMap((view) => {
          const type = own(view.fields, field);
          if (type === undefined) {
            const message = `${field} is not a field of ${view.name}, which has ${Object.keys(view.fields).join(', ')}`;
            return [{ path: `${name}.${option}`, message }];
          }
          if (types.includes(type)) return [];
          return [
            {
              path: `${name}.${option}`,
              message: `${field} of ${view.name} is ${type}: it must be ${types.join(' or ')}`,
            },
          ];
        });
  return [
    ...fieldOf('updatedAt', updatedAt, ['timestamp', 'text', 'integer']),
    ...fieldOf('version', version, ['integer']),
    ...fieldOf('region', region, ['text']),
  ];
}
