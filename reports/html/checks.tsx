import type { Check } from '@evenkeel/chaos/schemas';
import { checkAnchor, checkText } from '../facts/check-texts.ts';
import type { ChosenStories } from '../facts/chosen-stories.ts';
import { counted, measured } from '../facts/format.ts';
import { type Measure, timesOf } from '../facts/verdict.ts';
import type { Run } from '../run.ts';
import { IdList, LinkedLine } from './ids.tsx';
import { Prose } from './prose.tsx';
import { Section } from './section.tsx';
import { Table } from './table.tsx';

const RESULTS = {
  valid: { sign: '✓', word: 'valid', tone: 'good' },
  invalid: { sign: '✕', word: 'invalid', tone: 'bad' },
  unknown: { sign: '?', word: 'unknown', tone: 'open' },
} as const;

/** Checks that need attention come first. */
const ORDER = { invalid: 0, unknown: 1, valid: 2 };

interface ChecksProps {
  readonly run: Pick<Run, 'journal'>;
  readonly stories: ChosenStories;
}

export function ChecksSection({ run: { journal }, stories }: ChecksProps) {
  const { checks } = journal;
  if (checks.length === 0) return null;
  const sorted = [...checks].sort((one, other) => ORDER[one.result] - ORDER[other.result]);
  const valid = checks.filter(({ result }) => result === 'valid').length;
  return (
    <Section id="checks" title="Checks">
      <p class="lead">{`${valid} of ${counted(checks.length, 'check')} ${valid === 1 ? 'is' : 'are'} valid, judged from the evidence of this run.`}</p>
      <ul class="checks">
        {sorted.map((check) => (
          <CheckItem check={check} run={journal.run} stories={stories} />
        ))}
      </ul>
    </Section>
  );
}

interface CheckItemProps {
  readonly check: Check;
  readonly run: string;
  readonly stories: ChosenStories;
}

function CheckItem({ check: { name, result, summary, evidence }, run, stories }: CheckItemProps) {
  const { sign, word, tone } = RESULTS[result];
  const { title, asks } = checkText(name);
  return (
    <li id={checkAnchor(name)}>
      <span class={`result ${tone}`}>
        <span aria-hidden="true">{sign}</span> {word}
      </span>
      <div>
        <h3>
          {title} <code class="soft">{name}</code>
        </h3>
        <p>
          <Prose text={summary} />
        </p>
        {result === 'valid' ? null : <p class="asks">{asks}</p>}
        {evidence.length === 0 ? null : (
          <details open={result !== 'valid'}>
            <summary>{`Evidence, ${counted(evidence.length, 'line')}`}</summary>
            <ul class="evidence">
              {evidence.map((line) => (
                <li>
                  <LinkedLine text={line} run={run} stories={stories} />
                </li>
              ))}
            </ul>
          </details>
        )}
        <CheckTraces name={name} stories={stories} />
      </div>
    </li>
  );
}

/** The ids that a check is about, beyond those that its evidence names. */
function CheckTraces({ name, stories }: { name: string; stories: ChosenStories }) {
  if (name === 'faults-hit') {
    const ids = [...new Set([...stories.hits.values()].flat())];
    return (
      <IdList
        summary={`Traces of ${counted(ids.length, 'request that was', 'requests that were')} hit`}
        ids={ids}
        stories={stories}
      />
    );
  }
  if (name !== 'answers-as-expected') return null;
  const { failed } = stories;
  return (
    <IdList summary={`Traces of ${counted(failed.length, 'request')} that failed`} ids={failed} stories={stories} />
  );
}

export function BudgetsSection({ checks }: { checks: readonly Check[] }) {
  const measures = timesOf(checks);
  if (measures.length === 0) return null;
  return (
    <Section id="budgets" title="Budgets">
      <Table
        caption="Measured times and their budgets"
        columns={[
          { head: 'Measurement', cell: ({ name }: Measure) => name },
          { head: 'Check', cell: ({ check }) => <a href={`#${checkAnchor(check)}`}>{checkText(check).title}</a> },
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
    </Section>
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
