import type { ReconcileResult } from '@evenkeel/chaos/schemas';
import { counted, figure } from '../facts/format.ts';
import type { Run } from '../run.ts';
import { Section } from './section.tsx';
import { Table } from './table.tsx';

/** More rows do not help a reader; the run directory has them all. */
const MAX_SHOWN = 40;

type Difference = ReconcileResult['differences'][number];

export function ReconcileSection({ run: { reconciles } }: { run: Run }) {
  return (
    <Section id="reconcile" title="Reconcile runs">
      {reconciles.length === 0 ? <p class="lead">No reconcile run left a result.</p> : null}
      {reconciles.map((result) => (
        <ReconcileRun result={result} />
      ))}
    </Section>
  );
}

function ReconcileRun({ result: { runId, outcome, rules, differences } }: { result: ReconcileResult }) {
  const hidden = differences.length - MAX_SHOWN;
  return (
    <div class="reconcile">
      <h3>
        {outcome}, run <code>{runId}</code>
      </h3>
      <Table
        caption="Rules"
        columns={[
          { head: 'Rule', cell: ({ name }) => name },
          { head: 'Outcome', cell: ({ outcome: end, reason }) => (reason === undefined ? end : `${end}: ${reason}`) },
          {
            head: 'Rows, left and right',
            cell: ({ rows }) => `${figure(rows.left)} and ${figure(rows.right)}`,
            numeric: true,
          },
          { head: 'Candidates', cell: ({ candidates }) => figure(candidates), numeric: true },
          { head: 'Drift', cell: ({ drift }) => figure(drift), numeric: true },
          { head: 'Repaired', cell: ({ repaired }) => figure(repaired), numeric: true },
          { head: 'Deferred', cell: ({ deferred }) => figure(deferred), numeric: true },
        ]}
        rows={rules}
      />
      {differences.length === 0 ? null : (
        <Table
          caption={`Differences found${hidden > 0 ? `; ${counted(hidden, 'more is', 'more are')} in the run directory` : ''}`}
          columns={[
            { head: 'Rule and key', cell: ({ rule, key, kind }: Difference) => `${rule}: ${key}${KINDS[kind]}` },
            { head: 'Field', cell: (difference) => lines(Object.keys(difference.fields)) },
            { head: 'Left view', cell: ({ fields }) => lines(Object.values(fields).map(({ left }) => json(left))) },
            { head: 'Right view', cell: ({ fields }) => lines(Object.values(fields).map(({ right }) => json(right))) },
            {
              head: 'Master',
              cell: ({ fields, masters }) => lines(Object.keys(fields).map((field) => masters[field] ?? 'none')),
            },
            ...(differences.some(({ cause }) => cause !== undefined)
              ? [
                  {
                    head: 'Typical cause',
                    cell: ({ cause }: Difference) => (cause === undefined ? '' : causeText(cause)),
                  },
                ]
              : []),
            { head: 'Repair', cell: ({ repaired, reason }) => (repaired ? 'repaired' : (reason ?? 'not repaired')) },
          ]}
          rows={differences.slice(0, MAX_SHOWN)}
        />
      )}
    </div>
  );
}

function causeText({ kind, summary, losingWrite }: NonNullable<Difference['cause']>): string {
  const lost = losingWrite?.fields === undefined ? '' : ` Losing write: ${json(losingWrite.fields)}.`;
  return `${kind}: ${summary}${lost}`;
}

const KINDS = {
  'missing-left': ', missing on the left',
  'missing-right': ', missing on the right',
  different: '',
  unreadable: ', unreadable',
};

function lines(texts: readonly string[]) {
  return texts.map((text) => <div class="mono">{text}</div>);
}

function json(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
