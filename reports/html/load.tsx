import type { ChosenStories } from '../facts/chosen-stories.ts';
import { counted, figure, known, share } from '../facts/format.ts';
import { type LoadRow, loadRows } from '../facts/load.ts';
import type { Run } from '../run.ts';
import { IdList } from './ids.tsx';
import { Section } from './section.tsx';
import { Table } from './table.tsx';

interface FaultsProps {
  readonly run: Pick<Run, 'journal'>;
  readonly stories: ChosenStories;
}

export function FaultsSection({ run: { journal }, stories }: FaultsProps) {
  const { faults } = journal.experiment;
  if (faults.length === 0) return null;
  return (
    <Section id="faults" title="Faults">
      <p class="lead">
        The seed decides which requests a fault hits, so every hit is predicted before the load begins.
      </p>
      <Table
        caption="Requests that each fault was predicted to hit, and those that it hit"
        columns={[
          { head: 'Fault', cell: ({ id }) => id },
          { head: 'Kind', cell: ({ fault }) => fault },
          { head: 'Scenario', cell: ({ scenario }) => scenario ?? 'any call' },
          { head: 'Share hit', cell: ({ rate }) => share(rate), numeric: true },
          { head: 'Attempts hit', cell: ({ attempts }) => attempts, numeric: true },
          { head: 'Predicted', cell: ({ id }) => figure(journal.hits[id]?.predicted ?? null), numeric: true },
          { head: 'Observed', cell: ({ id }) => figure(journal.hits[id]?.observed ?? null), numeric: true },
        ]}
        rows={faults}
      />
      {faults.map(({ id }) => {
        const ids = stories.hits.get(id) ?? [];
        return <IdList summary={`Traces of ${id}, ${counted(ids.length, 'request')}`} ids={ids} stories={stories} />;
      })}
    </Section>
  );
}

export function LoadSection({ run }: { run: Run }) {
  const { load } = run.journal;
  return (
    <Section id="load" title="Load">
      <p class="lead">
        {load === null
          ? 'The load left no result.'
          : `${delivered(load.scenarios)} and ${figure(load.droppedIterations)} dropped. The load generator, k6, exited with code ${load.exitCode}.`}
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
        caption="Requests by phase and scenario; response times in real milliseconds"
        columns={[
          { head: 'Scenario', cell: ({ phase, scenario }: LoadRow) => `${phase}: ${scenario}` },
          { head: 'Journey', cell: ({ journey }) => journey },
          { head: 'Per second', cell: ({ rate }) => figure(rate, 2), numeric: true },
          { head: 'Requests', cell: ({ requests }) => known(requests), numeric: true },
          { head: 'Errors', cell: ({ errors }) => known(errors), numeric: true },
          { head: 'Unexpected', cell: ({ unexpected }) => known(unexpected), numeric: true },
          { head: 'p50', cell: ({ median }) => known(median, 1), numeric: true },
          { head: 'p95', cell: ({ p95 }) => known(p95, 1), numeric: true },
          { head: 'p99', cell: ({ p99 }) => known(p99, 1), numeric: true },
          { head: 'Slowest', cell: ({ max }) => known(max, 1), numeric: true },
        ]}
        rows={loadRows(run)}
      />
      <p class="soft small">
        Errors are requests without an answer or with status 500 and above, whether a fault caused them or not.
        Unexpected are answers that the experiment does not expect; errors that it expects are not among them.
      </p>
    </Section>
  );
}

function delivered(scenarios: Readonly<Record<string, { planned: number; started: number }>>): string {
  const counts = Object.values(scenarios);
  const planned = counts.reduce((sum, count) => sum + count.planned, 0);
  const started = counts.reduce((sum, count) => sum + count.started, 0);
  return `${figure(started)} of ${figure(planned)} planned iterations were started`;
}
