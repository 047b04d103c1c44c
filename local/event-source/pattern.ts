/** The filter patterns of event source mappings, which are EventBridge's event patterns. */
import * as z from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
type Scalar = z.output<typeof scalar>;

const comparison = z.enum(['=', '<', '<=', '>', '>=']);
type Comparison = z.output<typeof comparison>;

const rangeMessage = 'must be pairs of an operator (=, <, <=, >, >=) and a number';
const numericRange = z
  .array(z.union([comparison, z.number()]))
  .min(2)
  .refine((parts) => parts.length % 2 === 0, rangeMessage)
  .transform((parts, context) => {
    const pairs: { readonly operator: Comparison; readonly bound: number }[] = [];
    for (let index = 0; index < parts.length; index += 2) {
      const [operator, bound] = [parts[index], parts[index + 1]];
      if (typeof operator === 'string' && typeof bound === 'number') pairs.push({ operator, bound });
      else context.addIssue({ code: 'custom', message: rangeMessage });
    }
    return pairs;
  });

const anythingBut = z.union([
  scalar,
  z.array(scalar),
  z.strictObject({ prefix: z.string() }),
  z.strictObject({ suffix: z.string() }),
]);

const condition = z.union([
  scalar,
  z.strictObject({ prefix: z.string() }),
  z.strictObject({ suffix: z.string() }),
  z.strictObject({ 'equals-ignore-case': z.string() }),
  z.strictObject({ exists: z.boolean() }),
  z.strictObject({ 'anything-but': anythingBut }),
  z.strictObject({ numeric: numericRange }),
]);
type Condition = z.output<typeof condition>;

interface PatternObject {
  readonly [field: string]: readonly Condition[] | PatternObject;
}

const pattern: z.ZodType<PatternObject> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(condition).min(1), pattern])),
);

const compare: Readonly<Record<Comparison, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function isOther(value: unknown, unwanted: z.output<typeof anythingBut>): boolean {
  if (Array.isArray(unwanted)) return !unwanted.includes(value as Scalar);
  if (unwanted === null || typeof unwanted !== 'object') return value !== unwanted;
  if (typeof value !== 'string') return true;
  return 'prefix' in unwanted ? !value.startsWith(unwanted.prefix) : !value.endsWith(unwanted.suffix);
}

/** Whether an existing value meets a condition; `exists` applies to leaves only. */
function meets(value: unknown, wanted: Condition): boolean {
  if (wanted === null || typeof wanted !== 'object') return value === wanted;
  if ('exists' in wanted) return wanted.exists && (typeof value !== 'object' || value === null);
  if ('anything-but' in wanted) return isOther(value, wanted['anything-but']);
  if ('numeric' in wanted) {
    return typeof value === 'number' && wanted.numeric.every(({ operator, bound }) => compare[operator](value, bound));
  }
  if (typeof value !== 'string') return false;
  if ('prefix' in wanted) return value.startsWith(wanted.prefix);
  if ('suffix' in wanted) return value.endsWith(wanted.suffix);
  return value.toLowerCase() === wanted['equals-ignore-case'].toLowerCase();
}

function meetsAny(value: unknown, conditions: readonly Condition[]): boolean {
  return conditions.some((wanted) => {
    if (value === undefined)
      return wanted !== null && typeof wanted === 'object' && 'exists' in wanted && !wanted.exists;
    return Array.isArray(value) ? value.some((element) => meets(element, wanted)) : meets(value, wanted);
  });
}

function matches(wanted: PatternObject, value: unknown): boolean {
  return Object.entries(wanted).every(([field, inner]) => {
    const found = value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[field] : undefined;
    return Array.isArray(inner)
      ? meetsAny(found, inner as readonly Condition[])
      : matches(inner as PatternObject, found);
  });
}

export type Filter = (value: unknown) => boolean;

/** Compiles patterns in JSON into one filter, which accepts what any of them matches, or everything if there are none. */
export function compilePatterns(texts: readonly string[]): Filter {
  const patterns = texts.map((text) => pattern.parse(JSON.parse(text)));
  if (patterns.length === 0) return () => true;
  return (value) => patterns.some((wanted) => matches(wanted, value));
}
