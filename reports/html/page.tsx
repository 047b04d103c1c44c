import { headlineOf } from '../facts/verdict.ts';
import type { Run } from '../run.ts';
import { BudgetsSection, ChecksSection } from './checks.tsx';
import { ConvergenceSection } from './convergence.tsx';
import { FaultsSection, LoadSection } from './load.tsx';
import { ReconcileSection } from './reconcile.tsx';
import { ReproduceSection } from './reproduce.tsx';
import { SteadyStateSection, StreamsSection } from './steady-state.tsx';
import { STYLE } from './style.ts';
import { TimelineSection } from './timeline.tsx';
import { TracesSection } from './traces.tsx';
import { Opening } from './verdict.tsx';

/** Nothing is loaded and nothing is run: not even by text that finds its way into the evidence. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export function Page({ run }: { run: Run }) {
  const { journal, events } = run;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <title>{`${headlineOf(journal).word}: ${journal.experiment.title}`}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <Opening run={run} />
        <main>
          <TimelineSection run={run} />
          {journal.experiment.system === 'own' ? null : <ConvergenceSection run={run} />}
          <SteadyStateSection run={run} />
          <BudgetsSection checks={journal.checks} />
          <ChecksSection checks={journal.checks} />
          <TracesSection events={events} />
          <FaultsSection run={run} />
          <LoadSection run={run} />
          <StreamsSection run={run} />
          {journal.experiment.system === 'own' ? null : <ReconcileSection run={run} />}
          <ReproduceSection run={run} />
        </main>
        <footer>
          <p>Made by evenkeel from the run directory alone.</p>
        </footer>
      </body>
    </html>
  );
}
