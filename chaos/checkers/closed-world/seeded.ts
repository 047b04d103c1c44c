/** Compares the stores before the load with what seeding must have left in them. */
import type { StoredRecord } from '../../schemas/index.ts';
import type { Expectations, ExpectedRecord, JudgedSnapshot } from '../../system/index.ts';
import { noFindings, type WorldFindings } from './findings.ts';
import { UnknownNames } from './unknown-names.ts';
import { isAllowed, shown, shownAllowed, shownFields } from './values.ts';
import type { World } from './world.ts';

/** @returns undefined if the definition does not say what seeding leaves */
export function explainSeeded(
  before: JudgedSnapshot,
  { seeded }: Pick<Expectations, 'seeded'>,
  { regions }: Pick<World['journal'], 'regions'>,
): WorldFindings | undefined {
  if (seeded === undefined) return undefined;
  const findings = noFindings();
  const names = new UnknownNames(before, (line) => {
    findings.mistakes.add(line);
  });
  const at = Date.parse(before.at);
  for (const one of names.within(seeded(regions === undefined ? {} : { here: regions.own }))) {
    compare(one, before, at, findings);
  }
  return findings;
}

/** Fields that are not stated may hold anything. */
function compare(due: ExpectedRecord, { views }: JudgedSnapshot, at: number, { violations }: WorldFindings): void {
  const { view, where, fields } = due;
  const place = `${view} ${typeof where === 'string' ? where : `with ${where.field} ${shown(where.is)}`}`;
  const held = recordAt(views.get(view) ?? new Map<string, StoredRecord>(), where)?.fields;
  if (held === undefined) {
    violations.add(`${place}: missing, with ${shownFields(fields)}`);
    return;
  }
  const record = { fields: held, run: { from: Number.NEGATIVE_INFINITY, to: at } };
  const lines = Object.entries(fields).flatMap(([field, allowed]) =>
    isAllowed(allowed, held[field], record)
      ? []
      : [`${field} is ${shown(held[field])}, must be ${shownAllowed(allowed)}`],
  );
  if (lines.length > 0) violations.add(`${place}: ${lines.join('; ')}`);
}

function recordAt(
  records: ReadonlyMap<string, StoredRecord>,
  where: ExpectedRecord['where'],
): StoredRecord | undefined {
  if (typeof where === 'string') return records.get(where);
  for (const record of records.values()) if (record.fields[where.field] === where.is) return record;
  return undefined;
}
