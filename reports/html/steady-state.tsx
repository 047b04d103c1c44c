import { figure } from '../facts/format.ts';
import { type ProbeAnswer, probeAnswers, stops, streamAges } from '../facts/steady-state.ts';
import type { Run } from '../run.ts';
import { Table } from './table.tsx';

export function SteadyStateSection({ run: { events } }: { run: Run }) {
  const answers = probeAnswers(events);
  const ended = stops(events);
  if (answers.length === 0 && ended.length === 0) return null;
  return (
    <section>
      <h2>Steady state</h2>
      <p class="lead">What must hold before anything is broken, and again when all has come to rest.</p>
      {ended.map(({ condition, says, at }) => (
        <p>
          <span class="bad">
            <span aria-hidden="true">✕</span> Stopped by {condition}
          </span>{' '}
          at {at.slice(11, 19)} virtual time: {says}
        </p>
      ))}
      <Table
        caption="What each probe answered last"
        columns={[
          { head: 'Probe', cell: ({ probe }: ProbeAnswer) => probe },
          { head: 'When', cell: ({ when }) => `${when} the run` },
          { head: 'Holds', cell: ({ holds }) => <Holds holds={holds} /> },
          { head: 'Says', cell: ({ says }) => says },
        ]}
        rows={answers}
      />
    </section>
  );
}

function Holds({ holds }: { holds: boolean }) {
  return holds ? (
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
    <section>
      <h2>Streams</h2>
      <p class="lead">{`How long records waited in their streams: ${figure(budget)} ms are allowed.`}</p>
      <Table
        caption="Age of the oldest record that each function was given, real milliseconds"
        columns={[
          { head: 'Function', cell: (age: (typeof ages)[number]) => age.function },
          { head: 'Oldest record, ms', cell: ({ maximumMs }) => figure(maximumMs), numeric: true },
          {
            head: 'Budget',
            cell: ({ maximumMs }) => (maximumMs > budget ? <span class="bad">over budget</span> : 'within'),
          },
        ]}
        rows={ages}
      />
    </section>
  );
}
