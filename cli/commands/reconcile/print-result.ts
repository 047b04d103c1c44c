import { type Json, type ReconcileResult, type RuleResult, shownJson } from '@evenkeel/reconciler';
import type { Terminal } from '../../terminal.ts';

/** Prints a run for people: its outcome, its rules, its differences, and how to approve a plan. */
export function printResult(result: ReconcileResult, terminal: Terminal): void {
  const { outcome, runId, rules, differences, plan, recovered = [] } = result;
  terminal.print(`${outcome}   run ${runId}`);
  for (const rule of rules) terminal.print(`  ${ruleLine(rule)}`);
  for (const { rule, key, kind, fields, repaired, reason } of differences) {
    const changed = Object.entries(fields).map(
      ([field, { left, right }]) => `${field}: ${shown(left)} | ${shown(right)}`,
    );
    terminal.print(
      `    ${rule} ${key} ${kind}${repaired ? ', repaired' : ''}  ${changed.join('; ')}${reason === undefined ? '' : `  (${reason})`}`,
    );
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
