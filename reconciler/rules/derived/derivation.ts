/** What a derived rule makes of its options: which fields of the target it derives, and from what. */
import { comparable, type FieldType, type KeyType, own, type View } from '../../engine/index.ts';
import type { Problem } from '../problem.ts';
import { conditionProblems } from './condition.ts';
import type { DerivedOptions } from './options.ts';

export interface FieldOfSource {
  readonly field: string;
  readonly type: FieldType;
}

/** A field of the target, and the field of the source that it is made of. */
export interface DerivedField {
  readonly into: string;
  readonly type: FieldType;
  readonly from: string;
  readonly fromType: FieldType;
}

export interface Derivation {
  readonly by: readonly FieldOfSource[];
  /** Field with the number of rows. */
  readonly count: Omit<DerivedField, 'from' | 'fromType'> | undefined;
  readonly sums: readonly DerivedField[];
  readonly latest: { readonly by: FieldOfSource; readonly fields: readonly DerivedField[] } | undefined;
  /** Field that says whether there are rows. */
  readonly exists: string | undefined;
  /** Whether a group without rows may have a row in the target, with zeros. */
  readonly mayBeZero: boolean;
}

type AnyOptions = DerivedOptions<string, string>;

export function derivationOf(options: AnyOptions): Derivation {
  const { from, into, count, sum, latest, exists, emptyGroup } = options;
  const source = (field: string): FieldOfSource => ({ field, type: own(from.fields, field) ?? 'text' });
  const derived = ([target, field]: readonly [string, string]): DerivedField => ({
    into: target,
    type: own(into.fields, target) ?? 'text',
    from: field,
    fromType: own(from.fields, field) ?? 'text',
  });
  const mayBeZero = count !== undefined || sum !== undefined || typeof exists === 'string';
  return {
    by: [options.by].flat().map(source),
    count: count === undefined ? undefined : { into: count, type: own(into.fields, count) ?? 'integer' },
    sums: sum === undefined ? [] : pairsOf(sum).map(derived),
    latest: latest && { by: source(latest.by), fields: pairsOf(latest.fields).map(derived) },
    exists: typeof exists === 'string' ? exists : undefined,
    mayBeZero: emptyGroup === undefined ? mayBeZero : emptyGroup === 'zero',
  };
}

/** Target field and source field; a name alone is the name of both. */
function pairsOf(
  fields: string | readonly string[] | Readonly<Record<string, string | undefined>>,
): (readonly [string, string])[] {
  if (typeof fields === 'string') return [[fields, fields]];
  if (Array.isArray(fields)) return (fields as readonly string[]).map((field) => [field, field]);
  return Object.entries(fields as Readonly<Record<string, string | undefined>>).flatMap(([target, field]) =>
    field === undefined ? [] : [[target, field] as const],
  );
}

/** Every field of the target that the rule derives. */
export const targetsOf = ({ count, sums, latest, exists }: Derivation): string[] => [
  ...(count === undefined ? [] : [count.into]),
  ...sums.map(({ into }) => into),
  ...(latest?.fields ?? []).map(({ into }) => into),
  ...(exists === undefined ? [] : [exists]),
];

/** Types of fields whose values can be part of a key. */
const GROUPED: Readonly<Partial<Record<FieldType, KeyType>>> = { text: 'text', integer: 'integer' };

export const keyTypesOf = ({ by }: Derivation): readonly KeyType[] => by.map(({ type }) => GROUPED[type] ?? 'text');

/** Types of fields that can order rows from oldest to latest. */
const ORDERED: readonly FieldType[] = ['integer', 'timestamp', 'text'];

const NUMBERS: readonly FieldType[] = ['integer', 'decimal'];

export function derivationProblems(options: AnyOptions, derivation: Derivation): Problem[] {
  const { name, from, into, where, repair, exists, emptyGroup } = options;
  const at = (place: string, message: string): Problem => ({ path: `${name}.${place}`, message });
  const fieldOf = (view: View, place: string, field: string, judge: (type: FieldType) => string | undefined) => {
    const type = own(view.fields, field);
    if (type === undefined) {
      return [at(place, `${field} is not a field of ${view.name}, which has ${Object.keys(view.fields).join(', ')}`)];
    }
    const message = judge(type);
    return message === undefined ? [] : [at(place, `${field} of ${view.name} is of type ${type}: ${message}`)];
  };
  const among = (types: readonly FieldType[], purpose: string) => (type: FieldType) =>
    types.includes(type) ? undefined : `${purpose} must be ${listed(types)}`;
  const targets = targetsOf(derivation);
  const repeated = new Set(targets.filter((target, index) => targets.indexOf(target) !== index));
  return [
    ...(targets.length === 0 && exists !== true
      ? [at('count', 'is required, or sum, latest or exists: the rule derives nothing')]
      : []),
    ...(derivation.by.length === 0 ? [at('by', 'must name at least one field')] : []),
    ...derivation.by.flatMap(({ field }) =>
      fieldOf(from, 'by', field, among(['text', 'integer'], 'a field to group by')),
    ),
    ...conditionProblems(`${name}.where`, from, where),
    ...(derivation.count === undefined ? [] : fieldOf(into, 'count', derivation.count.into, among(NUMBERS, 'a count'))),
    ...derivation.sums.flatMap((sum) => [
      ...fieldOf(into, `sum.${sum.into}`, sum.into, among(NUMBERS, 'a sum')),
      ...fieldOf(from, `sum.${sum.into}`, sum.from, (type) =>
        NUMBERS.includes(type) && sum.type === 'integer' && type === 'decimal'
          ? `declare ${sum.into} of ${into.name} as decimal too`
          : among(NUMBERS, 'a field to add up')(type),
      ),
    ]),
    ...(derivation.latest === undefined
      ? []
      : fieldOf(from, 'latest.by', derivation.latest.by.field, among(ORDERED, 'the field that orders the rows'))),
    ...(derivation.latest?.fields.length === 0 ? [at('latest.fields', 'must name at least one field')] : []),
    ...(derivation.latest?.fields ?? []).flatMap((field) => [
      ...fieldOf(into, `latest.fields.${field.into}`, field.into, () => undefined),
      ...fieldOf(from, `latest.fields.${field.into}`, field.from, (type) =>
        comparable(type, field.type)
          ? undefined
          : `${field.into} of ${into.name} is ${field.type}, and these types cannot be compared`,
      ),
    ]),
    ...(derivation.exists === undefined
      ? []
      : fieldOf(into, 'exists', derivation.exists, among(['boolean'], 'a flag'))),
    ...[...repeated].map((field) => at(field, `${field} of ${into.name} is derived in two ways`)),
    ...(exists === true && emptyGroup === 'zero'
      ? [at('emptyGroup', 'must be "noRow" with exists: true, which compares the rows themselves')]
      : []),
    ...(repair?.kind === 'copy' && into.write === undefined
      ? [at('repair', `copies to ${into.name}, which is not writable`)]
      : []),
  ];
}

const listed = (types: readonly string[]): string =>
  types.length === 1 ? (types[0] ?? '') : `${types.slice(0, -1).join(', ')} or ${types.at(-1) ?? ''}`;
