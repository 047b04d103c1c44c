import { clock, counted, dateTime, figure } from '../facts/format.ts';
import { failedOperations, reachedEnds } from '../facts/load.ts';
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
        {journal.system === null ? null : `system ${journal.system.name}, `}
        experiment {journal.experiment.name}, run <code>{journal.run}</code>, {dateTime(journal.startedAt)}
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
    ...loadFigures(run),
    ...sagaFigures(run),
    ['Fault hits', figure(run.events.filter(({ kind }) => kind === 'fault.hit').length)],
    ['Alarm firings', figure(alarmFirings(run.events))],
    ...driftFigures(run),
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

function loadFigures(run: Run): [string, string][] {
  return [
    ['Requests sent', figure(run.operations.length)],
    ['Failed', figure(failedOperations(run))],
  ];
}

function sagaFigures({ journal }: Run): [string, string][] {
  return reachedEnds(journal).map(({ end, count }) => [`Sagas ${end}`, figure(count)]);
}

/** Without a definition, a run seeds no drift. */
function driftFigures({ journal, events }: Run): [string, string][] {
  if (journal.system === null) return [];
  const drift = events.filter(({ kind }) => kind === 'drift.seeded').length;
  const repaired = events.reduce((sum, event) => sum + (event.kind === 'reconcile.ended' ? event.repaired : 0), 0);
  return [
    ['Drift seeded', figure(drift)],
    ['Drift repaired', figure(repaired)],
  ];
}

function alarmFirings(events: Run['events']): number {
  return events.filter((event) => event.kind === 'alarm' && event.to === 'ALARM').length;
}
