import { chosenStories } from '../facts/chosen-stories.ts';
import { headlineOf } from '../facts/verdict.ts';
import type { Run } from '../run.ts';
import type { Surroundings } from '../surroundings.ts';
import { AccessSection } from './access.tsx';
import { AlarmsSection } from './alarms.tsx';
import { BudgetsSection, ChecksSection } from './checks.tsx';
import { ChangesSection } from './comparison.tsx';
import { Contents, type Part } from './contents.tsx';
import { ConvergenceSection } from './convergence.tsx';
import { CurvesSection } from './curves.tsx';
import { renderDocument } from './document.tsx';
import { EvidenceSection } from './evidence.tsx';
import { FaultsSection, LoadSection } from './load.tsx';
import { ReconcileSection } from './reconcile.tsx';
import { ReproduceSection } from './reproduce.tsx';
import { ServiceMapSection } from './service-map.tsx';
import { SteadyStateSection, StreamsSection } from './steady-state.tsx';
import { TimelineSection } from './timeline.tsx';
import { TracesSection } from './traces.tsx';
import { Opening } from './verdict.tsx';
import { WaterfallSection } from './waterfall.tsx';
import { WordsSection } from './words.tsx';

export function renderHtml(run: Run, { comparison }: Surroundings = {}): string {
  const stories = chosenStories(run);
  const { journal } = run;
  const hasDefinition = journal.system !== null;
  const parts: readonly Part[] = [
    { id: 'changes', title: 'Since the run before', body: ChangesSection({ comparison }) },
    { id: 'timeline', title: 'Timeline', body: TimelineSection({ run }) },
    { id: 'traffic', title: 'Traffic', body: CurvesSection({ run }) },
    { id: 'checks', title: 'Checks', body: ChecksSection({ run, stories }) },
    { id: 'budgets', title: 'Budgets', body: BudgetsSection({ checks: journal.checks }) },
    { id: 'steady-state', title: 'Steady state', body: SteadyStateSection({ run }) },
    { id: 'convergence', title: 'Convergence', body: hasDefinition ? ConvergenceSection({ run }) : null },
    { id: 'faults', title: 'Faults', body: FaultsSection({ run, stories }) },
    { id: 'load', title: 'Load', body: LoadSection({ run }) },
    { id: 'traces', title: 'Traces', body: TracesSection({ stories }) },
    { id: 'service-map', title: 'Service map', body: ServiceMapSection({ run }) },
    { id: 'waterfall', title: 'Two sagas', body: WaterfallSection({ run }) },
    { id: 'streams', title: 'Streams', body: StreamsSection({ run }) },
    { id: 'alarms', title: 'Alarms', body: AlarmsSection({ run }) },
    { id: 'reconcile', title: 'Reconcile runs', body: hasDefinition ? ReconcileSection({ run }) : null },
    { id: 'permissions', title: 'Permissions', body: AccessSection({ access: run.access }) },
    { id: 'evidence', title: 'Evidence', body: EvidenceSection({ run }) },
    { id: 'reproduce', title: 'Reproduce this run', body: ReproduceSection({ run }) },
    { id: 'words', title: 'Words', body: WordsSection() },
  ];
  return renderDocument({
    title: `${headlineOf(journal).word}: ${journal.experiment.title}`,
    children: (
      <>
        <Opening run={run} />
        <Contents parts={parts} />
        <main>{parts.map(({ body }) => body)}</main>
      </>
    ),
  });
}
