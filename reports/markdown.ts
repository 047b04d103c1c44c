import { alarmRows } from './facts/alarms.ts';
import { checkText } from './facts/check-texts.ts';
import { chosenStories } from './facts/chosen-stories.ts';
import { changesText, changeText, type Comparison } from './facts/comparison.ts';
import { outstandingDrift, unfinishedSagas } from './facts/convergence.ts';
import { clock, counted, dateTime, figure, known, measured } from './facts/format.ts';
import { loadRows, loadTotals, reachedEnds } from './facts/load.ts';
import { nextSteps } from './facts/next-steps.ts';
import { originFacts } from './facts/origin.ts';
import { probeAnswers, stops, streamAges } from './facts/steady-state.ts';
import { timelineOf } from './facts/timeline.ts';
import { headlineOf, systemText, timesOf } from './facts/verdict.ts';
import type { Story } from './facts/stories.ts';
import type { Run } from './run.ts';
import type { Surroundings } from './surroundings.ts';

/** Traces in the summary; the page has more. */
const MAX_TRACES = 3;

/** The short report, in GitHub's Markdown, for the summary page of a CI job. */
export function renderMarkdown(run: Run, { comparison }: Surroundings = {}): string {
  const { journal, events } = run;
  const { word, meaning } = headlineOf(journal);
  const blocks = [
    `# ${word}: ${text(journal.experiment.title)}`,
    `> ${text(journal.experiment.hypothesis)}`,
    `**${word}.** ${meaning}`,
    ...(journal.sabotage === null ? [] : [`The system was sabotaged: ${text(journal.sabotage)}.`]),
    journal.reasons.map((reason) => `- ${text(reason)}`).join('\n'),
    ...stops(events).map(({ condition, message }) => `Stopped by ${text(condition)}: ${text(message)}`),
    ...gapsIn(run),
    ...next(run),
    outcomes(run),
    ...changes(comparison),
    ...section(
      'Checks',
      ['Result', 'Check', 'Summary'],
      journal.checks.map(({ result, name, summary }) => [
        `${SIGNS[result]} ${result}`,
        `${text(checkText(name).title)} (${text(name)})`,
        text(summary),
      ]),
    ),
    ...traces(run),
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
      ['Scenario', 'Requests', 'Errors', 'Unexpected', 'p50, ms', 'p95, ms', 'p99, ms'],
      loadRows(run).map(({ phase, scenario, requests, errors, unexpected, median, p95, p99 }) => [
        text(`${phase}: ${scenario}`),
        known(requests),
        known(errors),
        known(unexpected),
        known(median, 1),
        known(p95, 1),
        known(p99, 1),
      ]),
    ),
    ...originFacts(journal).map(([name, value]) => `${name}: ${text(value)}`),
    `System: ${text(systemText(journal))}`,
    `Reproduce this run: ${code(journal.command)}`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function outcomes(run: Run): string {
  const { journal, events } = run;
  const { requests, errors, unexpected, p95 } = loadTotals(run);
  const columns: [string, string][] = [
    ['Requests', known(requests)],
    ['Errors', known(errors)],
    ['Unexpected answers', known(unexpected)],
    ['p95, ms', known(p95, 1)],
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

function gapsIn({ gaps }: Run): string[] {
  if (gaps.length === 0) return [];
  return [`The evidence has ${counted(gaps.length, 'gap')}:`, gaps.map((gap) => `- ${text(gap)}`).join('\n')];
}

function next({ journal }: Run): string[] {
  const steps = nextSteps(journal);
  if (steps.length === 0) return [];
  const lines = steps.map(({ text: step, checks }, index) => {
    const about = checks.map(({ title }) => `**${text(title)}**`).join(', ');
    return `${index + 1}. ${about === '' ? '' : `${about}: `}${prose(step)}`;
  });
  return ['**What to do next**', lines.join('\n')];
}

function changes(comparison: Surroundings['comparison']): string[] {
  if (comparison === undefined) return [];
  const { before, differences } = comparison;
  return [
    '## Since the run before',
    `The run before was ${before.verdict}, ${before.checks.valid} of ${before.checks.all} checks valid, ${dateTime(before.startedAt)}. Since then: ${changesText(comparison)}.`,
    differences.map((line) => `- ${text(line)}`).join('\n'),
    ...checkChanges(comparison),
    ...figureChanges(comparison),
  ];
}

function checkChanges({ checks }: Comparison): string[] {
  if (checks.length === 0) return [];
  return [
    table(
      ['Change', 'Check', 'Before', 'Now'],
      checks.map(({ change, name, title, before, after }) => [
        change,
        `${text(title)} (${text(name)})`,
        before ?? 'none',
        after ?? 'none',
      ]),
    ),
  ];
}

function figureChanges({ figures }: Comparison): string[] {
  if (figures.length === 0) return [];
  return [
    table(
      ['Figure', 'Before', 'Now', 'Change'],
      figures.map((change) => [
        text(change.name),
        text(measured(change.before, change.unit)),
        text(measured(change.after, change.unit)),
        text(changeText(change)),
      ]),
    ),
  ];
}

/** The most urgent traces, if the run did not pass. */
function traces(run: Run): string[] {
  if (run.journal.verdict === 'PASS') return [];
  const { onPage, beside, leftOut } = chosenStories(run);
  if (onPage.length === 0) return [];
  const more = onPage.length + beside.length + leftOut - MAX_TRACES;
  return [
    '## Traces',
    ...onPage.slice(0, MAX_TRACES).map(trace),
    ...(more > 0 ? [`The report has ${counted(more, 'more trace')}.`] : []),
  ];
}

function trace({ correlationId, steps }: Story): string {
  const lines = steps.map(({ afterMs, who, what }) => `| ${figure(afterMs)} | ${text(who)} | ${text(what)} |`);
  return [
    `<details><summary>${html(correlationId).replaceAll('`', '&#96;')}</summary>`,
    '',
    '| After, ms | Who | What |',
    '| ---: | --- | --- |',
    ...lines,
    '',
    '</details>',
  ].join('\n');
}

/** Our own sentence, in which code spans stay. */
const prose = (sentence: string): string =>
  sentence
    .split(/(`[^`]+`)/)
    .map((part) => (part.startsWith('`') ? code(part.slice(1, -1)) : text(part)))
    .join('');

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
  return html(value.replace(/[\\`*_{}[\]#|~!-]/g, '\\$&'));
}

/** Text inside an HTML element, where Markdown is not read. */
function html(value: string): string {
  return value.replace(/\s+/g, ' ').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** A code span, fenced by one backtick more than the text has in a row. */
function code(value: string): string {
  const line = value.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}
