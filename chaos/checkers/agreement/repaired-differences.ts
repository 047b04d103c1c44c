import type { LedgerEntry, ReconcileResult } from '../../schemas/index.ts';
import { comparison } from './comparison.ts';

type Difference = ReconcileResult['differences'][number];
type Write = LedgerEntry & { readonly action: { readonly kind: 'write' } };
type Json = NonNullable<LedgerEntry['postImage']>['fields'][string];

/**
 * The differences that a write repaired, whatever had caused them, with that write: a row that one side lacks is created or
 * deleted, and of a row that differs, each field held the wrong value before and its master's after.
 */
export const repairedDifferencesComparison = comparison(
  'repaired differences',
  ['reconciles', 'ledgers'],
  ({ reconciles, ledgers }) =>
    reconciles.flatMap(({ runId, differences }) => {
      const writes = new Map((ledgers.get(runId) ?? []).filter(isConcluded).map((entry) => [nameOf(entry), entry]));
      return differences.flatMap((difference) => {
        const write = writes.get(nameOf(difference));
        if (write === undefined || !difference.repaired) return [];
        return differsFrom(difference, write).map((line) => `${difference.rule} ${difference.key}: ${line}`);
      });
    }),
);

const nameOf = ({ rule, key }: Pick<Difference, 'rule' | 'key'>): string => JSON.stringify([rule, key]);

const isConcluded = (entry: LedgerEntry): entry is Write =>
  entry.action.kind === 'write' && entry.status === 'done' && !entry.undoes;

function differsFrom({ kind, fields, masters }: Difference, entry: Write): string[] {
  const { write } = entry.action;
  const isMissing = kind === 'missing-left' || kind === 'missing-right';
  if (kind === 'unreadable' || write === 'restore') return [];
  if (isMissing !== (write !== 'update')) return [`it is ${kind}, and its repair was a ${write}`];
  if (write !== 'update') return [];
  const names = Object.keys(fields);
  const unmastered = names.filter((field) => masters[field] === undefined);
  if (names.length === 0) return ['it was repaired, and no field differed'];
  if (unmastered.length > 0) return [`it was repaired, and ${unmastered.join(', ')} had no master`];
  // With masters on both sides, both rows are written, and a field says nothing of the row that is its master.
  const [side, other] = new Set(Object.values(masters));
  if (other !== undefined) return [];
  return Object.entries(fields).flatMap(([field, { left, right }]) =>
    side === 'left' ? valuesDiffer(field, left, right, entry) : valuesDiffer(field, right, left, entry),
  );
}

/** Images may leave out fields, and a row may lack a field that it gets. */
function valuesDiffer(
  field: string,
  rightful: Json | undefined,
  wrong: Json | undefined,
  { preImage, postImage }: Write,
): string[] {
  const [before, after] = [preImage?.fields[field] ?? undefined, postImage?.fields[field] ?? undefined];
  return [
    ...(before === undefined || isAlike(before, wrong) ? [] : [`${field} was ${textOf(before)}, not ${textOf(wrong)}`]),
    ...(after === undefined || isAlike(after, rightful)
      ? []
      : [`${field} became ${textOf(after)}, not ${textOf(rightful)}`]),
  ];
}

/** A store may give a number as a text and a time in several forms, and withholds what is sensitive. */
function isAlike(one: Json | undefined, other: Json | undefined): boolean {
  if (isCompound(one) || isCompound(other)) return true;
  const [text, otherText] = [String(one), String(other)];
  return text === otherText || Number(text) === Number(otherText) || Date.parse(text) === Date.parse(otherText);
}

const isCompound = (value: Json | undefined): value is Exclude<Json, string | number | boolean | null> =>
  typeof value === 'object' && value !== null;

const textOf = (value: Json | undefined): string => JSON.stringify(value ?? null);
