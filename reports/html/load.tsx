import { figure, share } from '../facts/format.ts';
import { type LoadRow, loadRows } from '../facts/load.ts';
import type { Run } from '../run.ts';
import { Table } from './table.tsx';

export function FaultsSection({ run: { journal } }: { run: Run }) {
  const { faults } = journal.experiment;
  if (faults.length === 0) return null;
  return (
    <section>
      <h2>Faults</h2>
      <p class="lead">
        The seed decides which requests a fault hits, so every hit is predicted before the load begins.
      </p>
      <Table
        caption="Distinct requests that were predicted to be hit, and that were hit"
        columns={[
          { head: 'Fault', cell: ({ id }) => id },
          { head: 'Kind', cell: ({ fault }) => fault },
          { head: 'Scenario', cell: ({ scenario }) => scenario ?? 'any call' },
          { head: 'Rate', cell: ({ rate }) => share(rate), numeric: true },
          { head: 'Attempts', cell: ({ attempts }) => attempts, numeric: true },
          { head: 'Predicted', cell: ({ id }) => figure(journal.hits[id]?.predicted ?? null), numeric: true },
          { head: 'Observed', cell: ({ id }) => figure(journal.hits[id]?.observed ?? null), numeric: true },
        ]}
        rows={faults}
      />
    </section>
  );
}

export function LoadSection({ run }: { run: Run }) {
  const { load } = run.journal;
  return (
    <section>
      <h2>Load</h2>
      <p class="lead">
        {load === null
          ? 'The load left no result.'
          : `${delivered(load.scenarios)} and ${figure(load.droppedIterations)} dropped. k6 exited with code ${load.exitCode}.`}
      </p>
      {load === null || load.failedThresholds.length === 0 ? null : (
        <div>
          <h3>Failed thresholds</h3>
          <ul class="evidence">
            {load.failedThresholds.map((threshold) => (
              <li>{threshold}</li>
            ))}
          </ul>
        </div>
      )}
      <Table
        caption="Requests by phase and scenario; durations in real milliseconds"
        columns={[
          { head: 'Scenario', cell: ({ phase, scenario }: LoadRow) => `${phase}: ${scenario}` },
          { head: 'Journey', cell: ({ journey }) => journey },
          { head: 'Rate per s', cell: ({ rate }) => figure(rate, 2), numeric: true },
          { head: 'Requests', cell: ({ requests }) => figure(requests), numeric: true },
          { head: 'Failed', cell: ({ failedShare }) => share(failedShare), numeric: true },
          { head: 'Median', cell: ({ median }) => figure(median, 1), numeric: true },
          { head: 'p95', cell: ({ p95 }) => figure(p95, 1), numeric: true },
          { head: 'Slowest', cell: ({ max }) => figure(max, 1), numeric: true },
        ]}
        rows={loadRows(run)}
      />
    </section>
  );
}

function delivered(scenarios: Readonly<Record<string, { planned: number; started: number }>>): string {
  const counts = Object.values(scenarios);
  const planned = counts.reduce((sum, count) => sum + count.planned, 0);
  const started = counts.reduce((sum, count) => sum + count.started, 0);
  return `${figure(started)} of ${figure(planned)} planned iterations were started`;
}
