import {
  changesText,
  changeText,
  type CheckChange,
  type Comparison,
  type ComparedRun,
  type FigureChange,
} from '../facts/comparison.ts';
import { checkAnchor } from '../facts/check-texts.ts';
import { counted, dateTime, measured } from '../facts/format.ts';
import { renderDocument } from './document.tsx';
import { Section } from './section.tsx';
import { Table } from './table.tsx';

const TONES: Readonly<Record<CheckChange['change'], string>> = {
  regressed: 'bad',
  'still failing': 'bad',
  new: 'open',
  gone: 'open',
  fixed: 'good',
  unchanged: 'soft',
};

interface ChangesProps {
  readonly comparison: (Comparison & { readonly path: string }) | undefined;
}

/** How a run differs from the one before. */
export function ChangesSection({ comparison }: ChangesProps) {
  if (comparison === undefined) return null;
  const { before, path } = comparison;
  return (
    <Section id="changes" title="Since the run before">
      <p class="lead">
        {`The run before was ${before.verdict}, ${before.checks.valid} of ${before.checks.all} checks valid, `}
        <a href={`${path}/report.html`}>{dateTime(before.startedAt)}</a>
        {`. Since then: ${changesText(comparison)}.`}
      </p>
      <Changes comparison={comparison} isOnReport={true} />
    </Section>
  );
}

/** The page that compares any two runs. */
export function renderComparison(comparison: Comparison): string {
  const { before, after } = comparison;
  return renderDocument({
    title: `Comparison: ${before.run} and ${after.run}`,
    children: (
      <>
        <header>
          <p class="eyebrow">comparison of two runs</p>
          <h1>{before.title === after.title ? after.title : `${before.title}, and ${after.title}`}</h1>
          <p class="hypothesis">{`${sentence(changesText(comparison))}.`}</p>
        </header>
        <main>
          <Section id="runs" title="The runs">
            <Table
              caption="Verdicts as the journals state them"
              columns={[
                { head: 'Run', cell: ({ which }) => which },
                { head: 'Verdict', cell: ({ one }) => <Word verdict={one.verdict} /> },
                { head: 'Valid checks', cell: ({ one }) => `${one.checks.valid} of ${one.checks.all}`, numeric: true },
                { head: 'Experiment', cell: ({ one }) => one.experiment },
                { head: 'Started', cell: ({ one }) => dateTime(one.startedAt) },
                { head: 'Id', cell: ({ one }) => <code>{one.run}</code> },
              ]}
              rows={[
                { which: 'earlier', one: before },
                { which: 'later', one: after },
              ]}
            />
          </Section>
          <Section id="changes" title="What changed">
            <Changes comparison={comparison} isOnReport={false} />
          </Section>
        </main>
      </>
    ),
  });
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function Word({ verdict }: { verdict: ComparedRun['verdict'] }) {
  const tone = verdict === 'PASS' ? 'good' : verdict === 'FAIL' ? 'bad' : 'open';
  return <strong class={tone}>{verdict}</strong>;
}

function Changes({ comparison, isOnReport }: { comparison: Comparison; isOnReport: boolean }) {
  const { checks, differences, figures } = comparison;
  return (
    <>
      {differences.length === 0 ? null : (
        <div>
          <h3>Not the same conditions</h3>
          <ul class="plain">
            {differences.map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        </div>
      )}
      {checks.length === 0 ? null : (
        <Table
          caption="Checks that changed, or that are valid in neither run"
          columns={[
            {
              head: 'Check',
              cell: ({ name, title, after }: CheckChange) =>
                isOnReport && after !== undefined ? <a href={`#${checkAnchor(name)}`}>{title}</a> : title,
            },
            { head: 'Change', cell: ({ change }) => <span class={TONES[change]}>{change}</span> },
            { head: 'Before', cell: ({ before }) => before ?? 'none' },
            { head: 'Now', cell: ({ after }) => after ?? 'none' },
            { head: 'Summary', cell: ({ summary }) => summary },
          ]}
          rows={checks}
        />
      )}
      {figures.length === 0 ? (
        <p class="soft small">No figure changed by a tenth or more.</p>
      ) : (
        <details open={!isOnReport}>
          <summary>{`${counted(figures.length, 'figure')} changed by a tenth or more`}</summary>
          <FigureTable figures={figures} />
        </details>
      )}
    </>
  );
}

function FigureTable({ figures }: Pick<Comparison, 'figures'>) {
  return (
    <Table
      caption="Figures that changed"
      columns={[
        { head: 'Figure', cell: ({ name }: FigureChange) => name },
        { head: 'Before', cell: ({ before, unit }) => measured(before, unit), numeric: true },
        { head: 'Now', cell: ({ after, unit }) => measured(after, unit), numeric: true },
        { head: 'Change', cell: (change) => changeText(change), numeric: true },
      ]}
      rows={figures}
    />
  );
}
