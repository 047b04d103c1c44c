import { outcomesOf } from '../facts/load.ts';
import { clock, counted, dateTime, figure } from '../facts/format.ts';
import { timelineOf } from '../facts/timeline.ts';
import { headlineOf } from '../facts/verdict.ts';
import type { Run } from '../run.ts';

const SIGNS = { good: '✓', bad: '✕', open: '?' };

export function Opening({ run }: { run: Run }) {
  const { journal, gaps } = run;
  const { word, tone, meaning } = headlineOf(journal);
  return (
    <header>
      <p class="eyebrow">
        {journal.experiment.name}, run <code>{journal.run}</code>, {dateTime(journal.startedAt)}
      </p>
      <h1>{journal.experiment.title}</h1>
      <p class="hypothesis">{journal.experiment.hypothesis}</p>
      <div class={`verdict ${tone}`}>
        <strong>
          <span aria-hidden="true">{SIGNS[tone]} </span>
          {word}
        </strong>
        <p>{meaning}</p>
        {journal.sabotage === null ? null : (
          <p>
            The system was sabotaged: <code>{journal.sabotage}</code>.
          </p>
        )}
        <Sentences of={[...journal.reasons, ...gapsIn(gaps)]} />
      </div>
      <Figures run={run} />
    </header>
  );
}

function gapsIn(gaps: readonly string[]): string[] {
  if (gaps.length === 0) return [];
  return [`The evidence has ${counted(gaps.length, 'gap')}; see the end of this page.`];
}

function Sentences({ of }: { of: readonly string[] }) {
  if (of.length === 0) return null;
  return (
    <ul>
      {of.map((sentence) => (
        <li>{sentence}</li>
      ))}
    </ul>
  );
}

function Figures({ run }: { run: Run }) {
  const figures: [string, string][] = [
    ...(run.journal.experiment.system === 'custom' ? customFigures(run) : commerceFigures(run)),
    [`Real time, at speed ${run.journal.speed}`, clock(timelineOf(run).endMs)],
  ];
  return (
    <dl class="figures">
      {figures.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A custom system has no sagas and no seeded drift. */
function customFigures({ events, operations }: Run): [string, string][] {
  return [
    ['Requests sent', figure(operations.length)],
    ['Failed', figure(operations.filter(({ status }) => status === 0 || status >= 500).length)],
    ['Fault hits', figure(events.filter(({ kind }) => kind === 'fault.hit').length)],
    ['Alarm firings', figure(alarmFirings(events))],
  ];
}

function commerceFigures(run: Run): [string, string][] {
  const { accepted, completed, rolledBack } = outcomesOf(run);
  const drift = run.events.filter(({ kind }) => kind === 'drift.seeded').length;
  const repaired = run.events.reduce((sum, event) => sum + (event.kind === 'reconcile.ended' ? event.repaired : 0), 0);
  return [
    ['Checkouts accepted', figure(accepted)],
    ['Completed', figure(completed)],
    ['Rolled back', figure(rolledBack)],
    ['Alarm firings', figure(alarmFirings(run.events))],
    ['Drift seeded', figure(drift)],
    ['Drift repaired', figure(repaired)],
  ];
}

function alarmFirings(events: Run['events']): number {
  return events.filter((event) => event.kind === 'alarm' && event.to === 'ALARM').length;
}
