import { figure } from '../facts/format.ts';
import { type ProbeAnswer, probeAnswers, stops, streamAges } from '../facts/steady-state.ts';
import type { Run } from '../run.ts';
import { Section } from './section.tsx';
import { Table } from './table.tsx';

export function SteadyStateSection({ run: { events } }: { run: Run }) {
  const answers = probeAnswers(events);
  const ended = stops(events);
  if (answers.length === 0 && ended.length === 0) return null;
  return (
    <Section id="steady-state" title="Steady state">
      <p class="lead">Probes that must hold before the run, and again after it.</p>
      {ended.map(({ condition, message, at }) => (
        <p>
          <span class="bad">
            <span aria-hidden="true">✕</span> Stopped by {condition}
          </span>{' '}
          at {at.slice(11, 19)} virtual time: {message}
        </p>
      ))}
      <Table
        caption="The last answer of each probe"
        columns={[
          { head: 'Probe', cell: ({ probe }: ProbeAnswer) => probe },
          { head: 'When', cell: ({ when }) => `${when} the run` },
          { head: 'Holds', cell: ({ ok }) => <Holds ok={ok} /> },
          { head: 'Answer', cell: ({ message }) => message },
        ]}
        rows={answers}
      />
    </Section>
  );
}

function Holds({ ok }: { ok: boolean }) {
  return ok ? (
    <span class="good">
      <span aria-hidden="true">✓</span> yes
    </span>
  ) : (
    <span class="bad">
      <span aria-hidden="true">✕</span> no
    </span>
  );
}

export function StreamsSection({ run: { events, journal } }: { run: Run }) {
  const ages = streamAges(events);
  if (ages.length === 0) return null;
  const budget = journal.experiment.budgets.iteratorAgeMs;
  return (
    <Section id="streams" title="Streams">
      <p class="lead">{`How long records waited in their streams. The budget is ${figure(budget)} ms.`}</p>
      <Table
        caption="Age of the oldest record that each function received, in real milliseconds"
        columns={[
          { head: 'Function', cell: (age: (typeof ages)[number]) => age.function },
          { head: 'Oldest record, ms', cell: ({ maximumMs }) => figure(maximumMs), numeric: true },
          {
            head: 'Budget',
            cell: ({ maximumMs }) => (maximumMs > budget ? <span class="bad">over budget</span> : 'within budget'),
          },
        ]}
        rows={ages}
      />
    </Section>
  );
}
