import { checkAnchor, checkText } from '../facts/check-texts.ts';
import { clock, counted, dateTime, figure, known } from '../facts/format.ts';
import { loadTotals, reachedEnds } from '../facts/load.ts';
import { type NextStep, nextSteps } from '../facts/next-steps.ts';
import { originFacts } from '../facts/origin.ts';
import { timelineOf } from '../facts/timeline.ts';
import { headlineOf } from '../facts/verdict.ts';
import type { Run } from '../run.ts';
import { Prose } from './prose.tsx';

const SIGNS = { good: '✓', bad: '✕', open: '?' };

export function Opening({ run }: { run: Run }) {
  const { journal, gaps } = run;
  const { word, tone, meaning } = headlineOf(journal);
  return (
    <header>
      <p class="eyebrow">
        {journal.system === null ? null : `system ${journal.system.name}, `}
        {journal.regions === undefined ? null : `region ${journal.regions[journal.regions.own]}, `}
        experiment {journal.experiment.name}, run <code>{journal.run}</code>, {dateTime(journal.startedAt)}
      </p>
      <Origin run={run} />
      <h1>{journal.experiment.title}</h1>
      <p class="hypothesis">{journal.experiment.hypothesis}</p>
      <div class={`verdict ${tone}`}>
        <strong>
          <span aria-hidden="true">{SIGNS[tone]} </span>
          {word}
        </strong>
        <p>
          <Prose text={meaning} />
        </p>
        {journal.sabotage === null ? null : (
          <p>
            The system was sabotaged: <code>{journal.sabotage}</code>.
          </p>
        )}
        <Reasons run={run} />
        {gaps.length === 0 ? null : (
          <p>
            {`The evidence has ${counted(gaps.length, 'gap')}: `}
            <a href="#evidence">what is missing</a>.
          </p>
        )}
        <NextSteps steps={nextSteps(journal)} />
      </div>
      <Figures run={run} />
    </header>
  );
}

function Origin({ run: { journal } }: { run: Run }) {
  const facts = originFacts(journal);
  if (facts.length === 0) return null;
  return <p class="eyebrow">{facts.map(([name, value]) => `${name.toLowerCase()} ${value}`).join(', ')}</p>;
}

/** The reasons for the verdict. One that names a check leads to it, by its title. */
function Reasons({ run: { journal } }: { run: Run }) {
  if (journal.reasons.length === 0) return null;
  const names = journal.checks.map(({ name }) => name);
  return (
    <ul>
      {journal.reasons.map((reason) => {
        const name = names.find((one) => reason.startsWith(`${one}: `));
        if (name === undefined) {
          return (
            <li>
              <Prose text={reason} />
            </li>
          );
        }
        return (
          <li>
            <a href={`#${checkAnchor(name)}`}>{checkText(name).title}</a>:{' '}
            <Prose text={reason.slice(name.length + 2)} />
          </li>
        );
      })}
    </ul>
  );
}

function NextSteps({ steps }: { steps: readonly NextStep[] }) {
  if (steps.length === 0) return null;
  return (
    <div class="next">
      <h2>What to do next</h2>
      <ol>
        {steps.map(({ text, checks }) => (
          <li>
            {checks.map(({ title, href }, index) => (
              <>
                <a href={href}>{title}</a>
                {index === checks.length - 1 ? ': ' : ', '}
              </>
            ))}
            <Prose text={text} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Figures({ run }: { run: Run }) {
  const { journal, events } = run;
  const figures: [string, string][] = [
    ...loadFigures(run),
    ...sagaFigures(run),
    ...hitFigures(journal),
    ['Alarm firings', figure(alarmFirings(events))],
    ...driftFigures(run),
    [`Real time, at speed ${figure(journal.speed, 1)}`, clock(timelineOf(run).endMs)],
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

/** The same figures as in the table of the load, for all scenarios together. */
function loadFigures(run: Run): [string, string][] {
  const { requests, errors, unexpected, p95 } = loadTotals(run);
  return [
    ['Requests sent', known(requests)],
    ['Errors', known(errors)],
    ['Unexpected answers', known(unexpected)],
    ['p95, ms', known(p95, p95 !== null && p95 < 10 ? 1 : 0)],
  ];
}

function sagaFigures({ journal }: Run): [string, string][] {
  return reachedEnds(journal).map(({ end, count }) => [`Sagas ${end}`, figure(count)]);
}

/** Requests that faults hit, as the section on faults counts them; a fault of a whole region hits none by itself. */
function hitFigures({ hits }: Run['journal']): [string, string][] {
  const faults = Object.values(hits);
  return faults.length === 0 ? [] : [['Fault hits', figure(faults.reduce((sum, { observed }) => sum + observed, 0))]];
}

/** Of experiments that seed drift, that leave some behind, or whose reconcile runs repaired any. */
function driftFigures({ journal, events }: Run): [string, string][] {
  const measured = journal.checks.flatMap((check) => check.measured).find(({ name }) => name === 'drift seeded');
  const drift = measured?.value ?? events.filter(({ kind }) => kind === 'drift.seeded').length;
  const repaired = events.reduce((sum, event) => sum + (event.kind === 'reconcile.ended' ? event.repaired : 0), 0);
  if (journal.experiment.drift.length === 0 && drift === 0 && repaired === 0) return [];
  return [
    ['Drift seeded', figure(drift)],
    ['Drift repaired', figure(repaired)],
  ];
}

function alarmFirings(events: Run['events']): number {
  return events.filter((event) => event.kind === 'alarm' && event.to === 'ALARM').length;
}
