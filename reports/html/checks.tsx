import type { Check } from '@evenkeel/chaos/schemas';
import { counted, measured } from '../facts/format.ts';
import { type Measure, timesOf } from '../facts/verdict.ts';
import { Table } from './table.tsx';

const RESULTS = {
  valid: { sign: '✓', word: 'valid', tone: 'good' },
  invalid: { sign: '✕', word: 'invalid', tone: 'bad' },
  unknown: { sign: '?', word: 'unknown', tone: 'open' },
} as const;

/** Checks that need attention come first. */
const ORDER = { invalid: 0, unknown: 1, valid: 2 };

export function ChecksSection({ checks }: { checks: readonly Check[] }) {
  if (checks.length === 0) return null;
  const sorted = [...checks].sort((one, other) => ORDER[one.result] - ORDER[other.result]);
  const valid = checks.filter(({ result }) => result === 'valid').length;
  return (
    <section>
      <h2>Checks</h2>
      <p class="lead">{`${valid} of ${counted(checks.length, 'check')} ${valid === 1 ? 'is' : 'are'} valid, judged from the evidence of this run.`}</p>
      <ul class="checks">
        {sorted.map((check) => (
          <CheckItem check={check} />
        ))}
      </ul>
    </section>
  );
}

function CheckItem({ check: { name, result, summary, evidence } }: { check: Check }) {
  const { sign, word, tone } = RESULTS[result];
  return (
    <li>
      <span class={`result ${tone}`}>
        <span aria-hidden="true">{sign}</span> {word}
      </span>
      <div>
        <h3>{name}</h3>
        <p>{summary}</p>
        {evidence.length === 0 ? null : (
          <details open={result !== 'valid'}>
            <summary>{`Evidence, ${counted(evidence.length, 'line')}`}</summary>
            <ul class="evidence">
              {evidence.map((line) => (
                <li>{line}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </li>
  );
}

export function BudgetsSection({ checks }: { checks: readonly Check[] }) {
  const measures = timesOf(checks);
  if (measures.length === 0) return null;
  return (
    <section>
      <h2>Budgets</h2>
      <Table
        caption="Measured times and their budgets"
        columns={[
          { head: 'Measurement', cell: ({ name }: Measure) => name },
          { head: 'Check', cell: ({ check }) => check },
          { head: 'Measured', cell: ({ value, unit }) => measured(value, unit), numeric: true },
          {
            head: 'Budget',
            cell: ({ budget, unit }) => (budget === null ? 'none' : measured(budget, unit)),
            numeric: true,
          },
          { head: 'Share of budget', cell: (measure) => <ShareOfBudget measure={measure} /> },
        ]}
        rows={measures}
      />
    </section>
  );
}

function ShareOfBudget({ measure: { value, budget } }: { measure: Measure }) {
  if (budget === null) return <span class="soft">no budget</span>;
  if (value === null) return <span class="soft">not measured</span>;
  const over = value > budget;
  const percent = budget === 0 ? Number(over) * 100 : (value / budget) * 100;
  return (
    <span>
      {over ? 'over budget' : `${percent.toFixed(0)} %`}
      <span class={over ? 'bar over' : 'bar'} aria-hidden="true">
        <i style={`width:${Math.min(100, percent).toFixed(1)}%`} />
      </span>
    </span>
  );
}
