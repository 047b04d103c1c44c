import {
  type Cause,
  type CauseRecord,
  type FoundDifference,
  type Json,
  type ReconcileResult,
  type RuleResult,
  shownJson,
} from '@evenkeel/reconciler';
import { commandLine } from '../../command-name.ts';
import type { Terminal } from '../../terminal.ts';

/** Maximum number of differences that are printed. */
const MAX_PRINTED = 100;

export interface PrintedWith {
  /** The options that lead another command to the same rules and stores. */
  readonly options: readonly string[];
  /** Differences that the stored result does not hold. */
  readonly omittedDifferences?: number;
  /** How the command shows those that are not printed. By default as JSON, which each command prints on request. */
  readonly showsAll?: string;
}

/** Prints a run for people: its outcome, its rules, its differences, and how to approve a plan. */
export function printResult(
  result: ReconcileResult,
  terminal: Pick<Terminal, 'print'>,
  { options, omittedDifferences = 0, showsAll = '--json prints all of them' }: PrintedWith,
): void {
  const { outcome, runId, rules, plan, recovered = [] } = result;
  const differences = result.differences.toSorted(inOrder).slice(0, MAX_PRINTED);
  const more = result.differences.length - differences.length + omittedDifferences;
  terminal.print(`${outcome}   run ${runId}`);
  for (const rule of rules) terminal.print(`  ${ruleLine(rule)}`);
  for (const { rule, key, kind, fields, repaired, reason, cause } of differences) {
    const changed = Object.entries(fields).map(
      ([field, { left, right }]) => `${field}: ${shown(left)} | ${shown(right)}`,
    );
    terminal.print(
      `    ${rule} ${shownKey(key)} ${kind}${repaired ? ', repaired' : ''}  ${changed.join('; ')}${reason === undefined ? '' : `  (${reason})`}`,
    );
    for (const line of cause === undefined ? [] : causeLines(cause)) terminal.print(`      ${line}`);
  }
  if (more > 0) {
    const all = omittedDifferences > 0 ? '' : `; ${showsAll}`;
    terminal.print(`    and ${counted(more)} more${all}`);
  }
  for (const { runId: earlier, operationId, status, reason } of recovered) {
    terminal.print(
      `  in doubt since run ${earlier}: ${operationId} ${status}${reason === undefined ? '' : `  (${reason})`}`,
    );
  }
  if (plan !== undefined) {
    const approve = commandLine('reconcile', '--repair', '--approve', plan.id, ...options);
    terminal.print(`  plan ${plan.id}: ${counted(plan.operations)} operations; to make them: ${approve}`);
  }
}

/** The cause, then the records that it was concluded from. */
function causeLines({ kind, summary, records, moreRecords = 0, losingWrite }: Cause): string[] {
  const listed = records.map((record) => recordText(record));
  return [
    `${kind}: ${summary}`,
    ...(listed.length === 0
      ? []
      : [`records: ${listed.join('; ')}${moreRecords > 0 ? `; and ${counted(moreRecords)} more` : ''}`]),
    ...(losingWrite === undefined ? [] : [`losing write: ${recordText(losingWrite)}`]),
  ];
}

function recordText({ view, key, at, fields = {} }: CauseRecord): string {
  const details = [
    ...(at === undefined ? [] : [at]),
    ...Object.entries(fields).map(([field, value]) => `${field}: ${shown(value)}`),
  ];
  return `${view} ${shownKey(key)}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
}

const keyOrder = new Intl.Collator('en', { numeric: true });

/** A run finds differences in the order of hashes. */
const inOrder = (one: FoundDifference, other: FoundDifference): number =>
  one.rule === other.rule ? keyOrder.compare(one.key, other.key) : keyOrder.compare(one.rule, other.rule);

const counted = (count: number): string => count.toLocaleString('en');

/**
 * A key of several parts, which is a JSON array of texts, as its parts. A text with a blank or a slash stays in quotes.
 *
 * @internal
 */
export function shownKey(key: string): string {
  if (!key.startsWith('["')) return key;
  try {
    const parts = JSON.parse(key) as unknown;
    if (!Array.isArray(parts) || parts.length < 2) return key;
    return parts.map((part) => (/^[^\s/"]+$/.test(String(part)) ? String(part) : JSON.stringify(part))).join(' / ');
  } catch {
    return key;
  }
}

const shown = (value: Json | undefined): string => (value === undefined ? 'absent' : shownJson(value));

function ruleLine({
  name,
  outcome,
  rows,
  drift,
  repaired,
  deferred,
  accepted,
  resumedFrom,
  reason,
}: RuleResult): string {
  const counts = [
    `${counted(rows.left)} | ${counted(rows.right)} rows`,
    `${counted(drift)} drift`,
    `${counted(repaired)} repaired`,
    `${counted(deferred)} deferred`,
    ...(accepted > 0 ? [`${counted(accepted)} accepted`] : []),
    ...(resumedFrom === undefined ? [] : [`found by run ${resumedFrom.runId}`]),
  ];
  const isEmpty = outcome === 'clean' && rows.left === 0 && rows.right === 0;
  const why = reason ?? (isEmpty ? 'nothing was compared: neither view shows a row' : undefined);
  return `${name.padEnd(20)} ${outcome.padEnd(12)} ${counts.join(', ')}${why === undefined ? '' : `  (${why})`}`;
}
