import type { IndexedRun, RunIndex } from '../all-runs.ts';
import { counted, dateTime, figure, known } from '../facts/format.ts';
import { renderDocument } from './document.tsx';
import { Prose } from './prose.tsx';
import { Section } from './section.tsx';
import { Table } from './table.tsx';

/** Runs of a series that its trend shows. */
const MAX_TREND = 30;

/** The page of all runs: the trend of each series, and every run with a link to its report. */
export function renderIndex({ runs, leftOut, unreadable }: RunIndex): string {
  const series = seriesOf(runs);
  const passed = runs.filter(({ verdict }) => verdict === 'PASS').length;
  return renderDocument({
    title: 'evenkeel runs',
    children: (
      <>
        <header>
          <p class="eyebrow">evenkeel</p>
          <h1>Runs</h1>
          <p class="hypothesis">
            {runs.length === 0 ? (
              <Prose text="There is no run yet. `evenkeel gameday` makes one." />
            ) : (
              `${counted(runs.length, 'run')} in ${counted(series.length, 'series', 'series')}; ${figure(passed)} passed.`
            )}
          </p>
        </header>
        <main>
          {series.length === 0 ? null : (
            <Section id="trends" title="Trends">
              <p class="lead">
                One square for each run, the newest on the right. Below it, on a logarithmic scale, the response time
                within which 95 of 100 requests were answered (p95).
              </p>
              <ul class="series">
                {series.map((one) => (
                  <Series runs={one} />
                ))}
              </ul>
            </Section>
          )}
          {runs.length === 0 ? null : (
            <Section id="runs" title="All runs">
              {leftOut === 0 ? null : <p>{`${counted(leftOut, 'older run is', 'older runs are')} left out.`}</p>}
              <RunTable runs={runs} />
            </Section>
          )}
          {unreadable.length === 0 ? null : (
            <Section id="unreadable" title="Unreadable runs">
              <p class="lead">Another version wrote their journals, or they were killed while they wrote them.</p>
              <ul class="evidence">
                {unreadable.map((path) => (
                  <li>{path}</li>
                ))}
              </ul>
            </Section>
          )}
        </main>
      </>
    ),
  });
}

/** The runs of each series, the oldest first; the series with the newest run comes first. */
function seriesOf(runs: readonly IndexedRun[]): (readonly IndexedRun[])[] {
  const series = new Map<string, IndexedRun[]>();
  for (const run of runs) {
    const own = series.get(run.series);
    if (own === undefined) series.set(run.series, [run]);
    else own.unshift(run);
  }
  return [...series.values()];
}

const hrefOf = (path: string): string => `${path.split('/').map(encodeURIComponent).join('/')}/report.html`;

const SIGNS = { good: '✓', bad: '✕', open: '?' } as const;

function Series({ runs }: { runs: readonly IndexedRun[] }) {
  const shown = runs.slice(-MAX_TREND);
  const last = shown.at(-1);
  if (last === undefined) return null;
  return (
    <li>
      <div class="about">
        <h3>
          {last.title} <code class="soft">{last.series}</code>
        </h3>
        <p class="soft small">
          {`${counted(runs.length, 'run')}, last ${dateTime(last.startedAt)}: `}
          <strong class={last.tone}>{last.verdict}</strong>
          {`, ${checksText(last)}`}
        </p>
      </div>
      <div class="trend">
        <div class="squares">
          {shown.map(({ path, tone, verdict, startedAt }) => (
            <a class={tone} href={hrefOf(path)} title={`${verdict}, ${dateTime(startedAt)}`}>
              <span aria-hidden="true">{SIGNS[tone]}</span>
              <span class="hidden">{`${verdict}, ${dateTime(startedAt)}`}</span>
            </a>
          ))}
        </div>
        <Latency runs={shown} />
      </div>
    </li>
  );
}

/** The p95 of each run of a series, as a row of bars, logarithmic because one slow run would hide the others. */
function Latency({ runs }: { runs: readonly IndexedRun[] }) {
  const values = runs.flatMap(({ p95 }) => p95 ?? []);
  if (values.length === 0) return null;
  const [top, last] = [Math.max(...values), values.at(-1) ?? 0];
  const words = values.length === 1 ? `${figure(last)} ms` : `last ${figure(last)} ms, at most ${figure(top)} ms`;
  return (
    <div class="spark">
      <svg
        role="img"
        aria-label={words}
        viewBox={`0 0 ${runs.length * 10} 24`}
        width={runs.length * 24}
        height="24"
        preserveAspectRatio="none"
      >
        {runs.map(({ p95 }, index) => {
          const height = p95 === null || top === 0 ? 0 : Math.max(1, (Math.log1p(p95) / Math.log1p(top)) * 22);
          return (
            <rect class="phase" x={index * 10 + 1} y={(24 - height).toFixed(1)} width="8" height={height.toFixed(1)} />
          );
        })}
      </svg>
      <span class="soft small">{words}</span>
    </div>
  );
}

/** Such as `2026-11-28 23:37`, which takes one line of a table. */
const shortTime = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

const checksText = ({ checks: { valid, all } }: IndexedRun): string =>
  all === 0 ? 'not judged' : `${valid} of ${all} checks valid`;

/** Columns that no run fills are left out: runs of older versions did not record where they were started. */
function RunTable({ runs }: { runs: readonly IndexedRun[] }) {
  const hasCommit = runs.some(({ commit }) => commit !== null);
  const hasOperator = runs.some(({ operator }) => operator !== null);
  return (
    <Table
      caption="Verdicts as the journals state them; response times in real milliseconds"
      columns={[
        {
          head: 'Started, UTC',
          cell: ({ path, startedAt }: IndexedRun) => (
            <a class="line" href={hrefOf(path)}>
              {shortTime(startedAt)}
            </a>
          ),
        },
        { head: 'Verdict', cell: ({ tone, verdict }) => <strong class={tone}>{verdict}</strong> },
        {
          head: 'Experiment',
          cell: ({ experiment, sabotage }) => (
            <>
              {experiment}
              {sabotage === null ? null : <span class="soft small">{` with the planted bug ${sabotage}`}</span>}
            </>
          ),
        },
        {
          head: 'Valid checks',
          cell: ({ checks }) => (checks.all === 0 ? 'not judged' : `${checks.valid} of ${checks.all}`),
          numeric: true,
        },
        { head: 'Requests', cell: ({ requests }) => known(requests), numeric: true },
        { head: 'Unexpected', cell: ({ unexpected }) => known(unexpected), numeric: true },
        { head: 'p95', cell: ({ p95 }) => known(p95), numeric: true },
        ...(hasCommit
          ? [
              {
                head: 'Commit',
                cell: ({ commit }: IndexedRun) => (commit === null ? '' : <code>{commit.slice(0, 8)}</code>),
              },
            ]
          : []),
        ...(hasOperator ? [{ head: 'Operator', cell: ({ operator }: IndexedRun) => operator ?? '' }] : []),
      ]}
      rows={runs}
    />
  );
}
