import { outstandingDrift, unfinishedSagas } from './facts/convergence.ts';
import { clock, figure, measured, share } from './facts/format.ts';
import { loadRows, outcomesOf } from './facts/load.ts';
import { probeAnswers, stops, streamAges } from './facts/steady-state.ts';
import { timelineOf } from './facts/timeline.ts';
import { headlineOf, timesOf } from './facts/verdict.ts';
import type { Run } from './run.ts';

/** The short form of the report, for a job's summary page: GitHub's Markdown. */
export function renderMarkdown(run: Run): string {
  const { journal, events } = run;
  const { word, meaning } = headlineOf(journal);
  const blocks = [
    `# ${word}: ${text(journal.experiment.title)}`,
    `> ${text(journal.experiment.hypothesis)}`,
    `**${word}.** ${meaning}`,
    ...(journal.sabotage === null ? [] : [`The system was broken on purpose: ${text(journal.sabotage)}.`]),
    journal.reasons.map((reason) => `- ${text(reason)}`).join('\n'),
    ...stops(events).map(({ condition, says }) => `Stopped by ${text(condition)}: ${text(says)}`),
    ...(journal.experiment.system === 'own' ? [] : [outcomes(run)]),
    ...section(
      'Checks',
      ['Result', 'Check', 'Summary'],
      journal.checks.map(({ result, name, summary }) => [`${SIGNS[result]} ${result}`, text(name), text(summary)]),
    ),
    ...section(
      'Budgets',
      ['Figure', 'Measured', 'Budget'],
      timesOf(journal.checks).map(({ name, unit, value, budget }) => [
        text(name),
        text(measured(value, unit)),
        budget === null ? 'none' : text(measured(budget, unit)),
      ]),
    ),
    ...section(
      'Steady state',
      ['Probe', 'When', 'Holds', 'Says'],
      probeAnswers(events).map(({ probe, when, holds, says }) => [
        text(probe),
        `${when} the run`,
        holds ? '✓ yes' : '✕ no',
        text(says),
      ]),
    ),
    ...section(
      'Streams',
      ['Function', 'Oldest record, ms'],
      streamAges(events).map((age) => [text(age.function), figure(age.maximumMs)]),
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
    `Run it again: ${code(journal.command)}`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function outcomes(run: Run): string {
  const { accepted, completed, rolledBack } = outcomesOf(run);
  return table(
    ['Accepted', 'Completed', 'Rolled back', 'Unfinished at the end', 'Drift left', 'Real time'],
    [
      [
        figure(accepted),
        figure(completed),
        figure(rolledBack),
        figure(unfinishedSagas(run.events).at(-1)?.count ?? 0),
        figure(outstandingDrift(run.events).at(-1)?.count ?? 0),
        clock(timelineOf(run).endMs),
      ],
    ],
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

/** Text of the run as text: no markup of it is taken for ours. */
function text(value: string): string {
  return value
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]#|~!-]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** A code span, fenced by one backtick more than it holds in a row. */
function code(value: string): string {
  const line = value.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}
