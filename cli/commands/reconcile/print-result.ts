import {
  type Cause,
  type CauseRecord,
  type Json,
  type ReconcileResult,
  type RuleResult,
  shownJson,
} from '@evenkeel/reconciler';
import type { Terminal } from '../../terminal.ts';

/** Prints a run for people: its outcome, its rules, its differences, and how to approve a plan. */
export function printResult(result: ReconcileResult, terminal: Terminal): void {
  const { outcome, runId, rules, differences, plan, recovered = [] } = result;
  terminal.print(`${outcome}   run ${runId}`);
  for (const rule of rules) terminal.print(`  ${ruleLine(rule)}`);
  for (const { rule, key, kind, fields, repaired, reason, cause } of differences) {
    const changed = Object.entries(fields).map(
      ([field, { left, right }]) => `${field}: ${shown(left)} | ${shown(right)}`,
    );
    terminal.print(
      `    ${rule} ${key} ${kind}${repaired ? ', repaired' : ''}  ${changed.join('; ')}${reason === undefined ? '' : `  (${reason})`}`,
    );
    for (const line of cause === undefined ? [] : causeLines(cause)) terminal.print(`      ${line}`);
  }
  for (const { runId: earlier, operationId, status, reason } of recovered) {
    terminal.print(
      `  in doubt since run ${earlier}: ${operationId} ${status}${reason === undefined ? '' : `  (${reason})`}`,
    );
  }
  if (plan !== undefined) {
    terminal.print(
      `  plan ${plan.id}: ${plan.operations} operations; to make them: evenkeel reconcile --repair --approve ${plan.id}`,
    );
  }
}

/** The cause, then the records that it was concluded from. */
function causeLines({ kind, summary, records, moreRecords = 0, losingWrite }: Cause): string[] {
  const listed = records.map((record) => recordText(record));
  return [
    `${kind}: ${summary}`,
    ...(listed.length === 0
      ? []
      : [`records: ${listed.join('; ')}${moreRecords > 0 ? `; and ${moreRecords} more` : ''}`]),
    ...(losingWrite === undefined ? [] : [`losing write: ${recordText(losingWrite)}`]),
  ];
}

function recordText({ view, key, at, fields = {} }: CauseRecord): string {
  const details = [
    ...(at === undefined ? [] : [at]),
    ...Object.entries(fields).map(([field, value]) => `${field}: ${shown(value)}`),
  ];
  return `${view} ${key}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
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
    `${rows.left} | ${rows.right} rows`,
    `${drift} drift`,
    `${repaired} repaired`,
    `${deferred} deferred`,
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
    ...(resumedFrom === undefined ? [] : [`found by run ${resumedFrom.runId}`]),
  ];
  return `${name.padEnd(20)} ${outcome.padEnd(12)} ${counts.join(', ')}${reason === undefined ? '' : `  (${reason})`}`;
}
