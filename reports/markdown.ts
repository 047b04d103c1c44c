import { alarmRows } from './facts/alarms.ts';
import { outstandingDrift, unfinishedSagas } from './facts/convergence.ts';
import { clock, figure, measured, share } from './facts/format.ts';
import { failedOperations, loadRows, reachedEnds } from './facts/load.ts';
import { probeAnswers, stops, streamAges } from './facts/steady-state.ts';
import { timelineOf } from './facts/timeline.ts';
import { headlineOf, systemText, timesOf } from './facts/verdict.ts';
import type { Run } from './run.ts';

/** The short report, in GitHub's Markdown, for the summary page of a CI job. */
export function renderMarkdown(run: Run): string {
  const { journal, events } = run;
  const { word, meaning } = headlineOf(journal);
  const blocks = [
    `# ${word}: ${text(journal.experiment.title)}`,
    `> ${text(journal.experiment.hypothesis)}`,
    `**${word}.** ${meaning}`,
    ...(journal.sabotage === null ? [] : [`The system was sabotaged: ${text(journal.sabotage)}.`]),
    journal.reasons.map((reason) => `- ${text(reason)}`).join('\n'),
    ...stops(events).map(({ condition, message }) => `Stopped by ${text(condition)}: ${text(message)}`),
    outcomes(run),
    ...section(
      'Checks',
      ['Result', 'Check', 'Summary'],
      journal.checks.map(({ result, name, summary }) => [`${SIGNS[result]} ${result}`, text(name), text(summary)]),
    ),
    ...section(
      'Budgets',
      ['Measurement', 'Measured', 'Budget'],
      timesOf(journal.checks).map(({ name, unit, value, budget }) => [
        text(name),
        text(measured(value, unit)),
        budget === null ? 'none' : text(measured(budget, unit)),
      ]),
    ),
    ...section(
      'Steady state',
      ['Probe', 'When', 'Holds', 'Answer'],
      probeAnswers(events).map(({ probe, when, ok, message }) => [
        text(probe),
        `${when} the run`,
        ok ? '✓ yes' : '✕ no',
        text(message),
      ]),
    ),
    ...section(
      'Streams',
      ['Function', 'Oldest record, ms'],
      streamAges(events).map((age) => [text(age.function), figure(age.maximumMs)]),
    ),
    ...section(
      'Unproven alarms',
      ['Alarm', 'Proof', 'Why'],
      alarmRows(run)
        .filter(({ isProven }) => !isProven)
        .map((row) => [text(row.alarm), row.proof, text(row.text)]),
    ),
    ...section(
      'Faults',
      ['Fault', 'Predicted', 'Observed'],
      Object.entries(journal.hits).map(([id, hit]) => [text(id), figure(hit.predicted), figure(hit.observed)]),
    ),
    ...section(
      'Load',
      ['Scenario', 'Requests', 'Failed', 'Median, ms', 'p95, ms'],
      loadRows(run).map(({ phase, scenario, requests, failedShare, median, p95 }) => [
        text(`${phase}: ${scenario}`),
        figure(requests),
        share(failedShare),
        figure(median, 1),
        figure(p95, 1),
      ]),
    ),
    `System: ${text(systemText(journal))}`,
    `Reproduce this run: ${code(journal.command)}`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function outcomes(run: Run): string {
  const { journal, events, operations } = run;
  const columns: [string, string][] = [
    ['Requests', figure(operations.length)],
    ['Failed', figure(failedOperations(run))],
    ...reachedEnds(journal).map(({ end, count }): [string, string] => [text(`Sagas ${end}`), figure(count)]),
    ...(journal.system === null
      ? []
      : ([
          ['Unfinished at the end', figure(unfinishedSagas(events).at(-1)?.count ?? 0)],
          ['Unrepaired drift', figure(outstandingDrift(events).at(-1)?.count ?? 0)],
        ] satisfies [string, string][])),
    ['Real time', clock(timelineOf(run).endMs)],
  ];
  return table(
    columns.map(([head]) => head),
    [columns.map(([, value]) => value)],
  );
}

const SIGNS = { valid: '✓', invalid: '✕', unknown: '?' };

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [`## ${title}`, table(head, rows)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Escapes text from the run, so that none of it is read as markup. */
function text(value: string): string {
  return value
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]#|~!-]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** A code span, fenced by one backtick more than the text has in a row. */
function code(value: string): string {
  const line = value.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}
