/** Random items of all ten attribute types, including values that such tools are known to damage. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';

export type Item = Readonly<Record<string, AttributeValue>>;

/** Fields that the views declare; the attribute of each has its name. */
export const FIELDS = {
  text: 'text',
  count: 'integer',
  price: 'decimal',
  active: 'boolean',
  bytes: 'binary',
  at: 'timestamp',
  document: 'json',
  tags: 'json',
} as const;

export type Field = keyof typeof FIELDS;

const TEXTS = [
  '',
  ' ',
  'null',
  '0',
  'a"b\\',
  'line\r\nbreak',
  '\u0000',
  'é',
  'e\u0301',
  '\ud83d\ude00',
  '\u0001',
  '\u00011',
];
const NUMBERS = [
  '0',
  '-1',
  '1.5',
  '9007199254740993',
  '12345678901234567890',
  '99999999999999999999999999999999999999',
  '0.10000000000000000000000000000000000001',
  '9.9999999999999999999999999999999999999E+125',
  '-1E-130',
  '100',
  '1E+20',
];
/** Names that a serialiser may use itself. */
const NAMES = ['a', 'b', 'N', 'S', 'B', 'BS', 'NULL', 'number', 'binary', 'set', 'toJSON', '__proto__', 'constructor'];

const texts = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ maxLength: 12 }));
const numbers = fc.oneof(fc.constantFrom(...NUMBERS), fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }).map(String));
const binaries = fc.uint8Array({ maxLength: 9 });

const S = texts.map((text): AttributeValue => ({ S: text }));
const N = numbers.map((number): AttributeValue => ({ N: number }));
const B = binaries.map((bytes): AttributeValue => ({ B: bytes }));
const BOOL = fc.boolean().map((flag): AttributeValue => ({ BOOL: flag }));
const NULL = fc.constant<AttributeValue>({ NULL: true });
const SS = fc.uniqueArray(texts, { minLength: 1, maxLength: 4 }).map((members): AttributeValue => ({ SS: members }));
const NS = fc
  .uniqueArray(fc.constantFrom(...NUMBERS), { minLength: 1, maxLength: 4 })
  .map((members): AttributeValue => ({ NS: members }));
const BS = fc
  .uniqueArray(binaries, { minLength: 1, maxLength: 4, selector: (bytes) => bytes.join() })
  .map((members): AttributeValue => ({ BS: members }));

const { any } = fc.letrec<{ any: AttributeValue }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    ...[S, N, B, BOOL, NULL, SS, NS, BS],
    fc.array(tie('any'), { maxLength: 3 }).map((members): AttributeValue => ({ L: members })),
    fc
      .array(fc.tuple(fc.constantFrom(...NAMES), tie('any')), { maxLength: 3 })
      .map((members): AttributeValue => ({ M: Object.fromEntries(members) })),
  ),
}));

const TIMES = [
  '2026-03-01T10:00:00Z',
  '2026-03-01T12:00:00.5+02:00',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999Z',
];
const integers = fc.oneof(
  fc.constantFrom('0', '-1', '9007199254740993', '99999999999999999999999999999999999999'),
  fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }).map(String),
);

const declared: Readonly<Record<Field, fc.Arbitrary<AttributeValue>>> = {
  text: fc.oneof(S, NULL),
  count: integers.map((number): AttributeValue => ({ N: number })),
  price: N,
  active: BOOL,
  bytes: B,
  at: fc.constantFrom(...TIMES).map((time): AttributeValue => ({ S: time })),
  document: any,
  tags: fc.oneof(SS, NS, BS, any),
};

/** A value that the field's type cannot represent. */
const MISTYPED: Readonly<Partial<Record<Field, AttributeValue>>> = {
  text: { S: 'half \ud800 a pair' },
  count: { N: '1.5' },
  price: { S: '1' },
  at: { N: '1700000000' },
};

/** Whether the view can represent the item's value of the field. */
export const isReadable = (field: Field, { [field]: value }: Item): boolean =>
  value === undefined || JSON.stringify(value) !== JSON.stringify(MISTYPED[field]);

const names = Object.keys(FIELDS) as Field[];

const fieldValue = (field: Field): fc.Arbitrary<AttributeValue | undefined> => {
  const mistyped = MISTYPED[field];
  return fc.oneof(
    { arbitrary: declared[field], weight: 30 },
    { arbitrary: fc.constant(undefined), weight: 2 },
    ...(mistyped === undefined ? [] : [{ arbitrary: fc.constant(mistyped), weight: 1 }]),
  );
};

const present = (members: readonly (readonly [string, AttributeValue | undefined])[]): Item =>
  Object.fromEntries(members.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));

const declaredPart = (fields: readonly Field[]): fc.Arbitrary<Item> =>
  fc.tuple(...fields.map(fieldValue)).map((values) => present(values.map((value, at) => [fields[at] ?? '', value])));

/** Attributes that no view declares. Some items have more of them than an expression can name. */
const undeclaredPart: fc.Arbitrary<Item> = fc
  .tuple(fc.array(any, { maxLength: 4 }), fc.constantFrom(0, 0, 0, 0, 0, 0, 130, 400))
  .map(([values, wide]) => ({
    ...Object.fromEntries(values.map((value, at) => [`other${at}`, value])),
    ...Object.fromEntries(Array.from({ length: wide }, (_, at) => [`attribute_${at}`, { N: String(at) }])),
  }));

/** Different documents that a form for comparing or for display may confuse. */
const TWINS: readonly (readonly [AttributeValue, AttributeValue])[] = [
  [{ N: '9007199254740993' }, { N: '9007199254740992' }],
  [{ L: [{ N: '12345678901234567890' }] }, { L: [{ N: '12345678901234567891' }] }],
  [{ N: '12345678901234567890' }, { M: { number: { S: '12345678901234567890' } } }],
  [{ SS: ['a', 'b'] }, { L: [{ S: 'a' }, { S: 'b' }] }],
  [{ NS: ['1'] }, { SS: ['1'] }],
  [{ B: Buffer.from('hi') }, { S: 'aGk=' }],
  [{ B: Buffer.from('hi') }, { M: { binary: { S: 'aGk=' } } }],
  [{ M: Object.fromEntries([['__proto__', { S: 'x' }]]) }, { M: {} }],
];

/** The items of both tables with one key. */
export interface PairOfItems {
  readonly left: Item | undefined;
  readonly right: Item | undefined;
}

export const pairsOfItems: fc.Arbitrary<PairOfItems> = fc
  .record({
    item: declaredPart(names),
    drifted: fc.subarray(names, { minLength: 1, maxLength: 3 }).chain(declaredPart),
    kind: fc.constantFrom('level', 'level', 'level', 'drift', 'drift', 'drift', 'twins', 'left only', 'right only'),
    twins: fc.constantFrom(...TWINS, ...TWINS.map(([one, other]) => [other, one] as const)),
    own: undeclaredPart,
    other: undeclaredPart,
  })
  .map(({ item: drawn, drifted, kind, twins: [one, twin], own, other }) => {
    const item = kind === 'twins' ? { ...drawn, document: one } : drawn;
    const right = { ...item, ...(kind === 'drift' && drifted), ...(kind === 'twins' && { document: twin }), ...other };
    return {
      left: kind === 'right only' ? undefined : { ...item, ...own },
      right: kind === 'left only' ? undefined : right,
    };
  });
