/** Every comparison of facts that stand in two places of a run's evidence, in the order in which they are reported. */
import { alarmTransitionsComparison } from './alarm-transitions.ts';
import { alarmsListedComparison } from './alarms-listed.ts';
import { backlogComparison } from './backlog.ts';
import type { Comparison } from './comparison.ts';
import { deploymentComparison } from './deployment.ts';
import { driftComparison, undoneDriftComparison } from './drift.ts';
import { driftFoundComparison } from './drift-found.ts';
import { driftInStoresComparison } from './drift-in-stores.ts';
import { faultHitsComparison } from './fault-hits.ts';
import { faultsComparison } from './faults.ts';
import { regionsComparison } from './regions.ts';
import { repairedDifferencesComparison } from './repaired-differences.ts';
import { replicasComparison } from './replicas.ts';
import { releasesComparison } from './releases.ts';
import { iteratorAgesComparison } from './iterator-ages.ts';
import { endComparison, journalComparison } from './journal.ts';
import { k6LogComparison } from './k6-log.ts';
import { k6PlanComparison } from './k6-plan.ts';
import { k6PointsComparison } from './k6-points.ts';
import { k6SummaryComparison } from './k6-summary.ts';
import { k6ThresholdsComparison } from './k6-thresholds.ts';
import { ledgerComparison } from './ledger.ts';
import { loadComparison } from './load.ts';
import { lateHitsComparison } from './late-hits.ts';
import { loggedEndsComparison, loggedSagasComparison } from './logged-sagas.ts';
import { movedCustomersComparison } from './moved-customers.ts';
import { phasesComparison } from './phases.ts';
import { machineComparison, presenceComparison } from './presence.ts';
import { probesComparison } from './probes.ts';
import { queuesComparison } from './queues.ts';
import { driftWritesComparison, loadWritesComparison } from './record-writes.ts';
import { reconcileResultsComparison } from './reconcile-results.ts';
import { reconcileRulesComparison } from './reconcile-rules.ts';
import { reconcileRunsComparison } from './reconcile-runs.ts';
import { repairedRowsComparison } from './repaired-rows.ts';
import { lateSagaTimesComparison, sagaTimesComparison } from './saga-times.ts';
import { requestsComparison } from './requests.ts';
import {
  driftedTimeComparison,
  snapshotEventsComparison,
  snapshotTimesComparison,
  snapshotViewsComparison,
} from './snapshots.ts';
import { stopsComparison } from './stops.ts';
import { tracesComparison } from './traces.ts';
import { driftVersionsComparison, loadVersionsComparison } from './versions.ts';

export const comparisons: readonly Comparison[] = [
  journalComparison,
  endComparison,
  stopsComparison,
  loadComparison,
  requestsComparison,
  k6PlanComparison,
  k6PointsComparison,
  k6SummaryComparison,
  k6ThresholdsComparison,
  k6LogComparison,
  phasesComparison,
  probesComparison,
  presenceComparison,
  machineComparison,
  faultsComparison,
  releasesComparison,
  regionsComparison,
  replicasComparison,
  movedCustomersComparison,
  faultHitsComparison,
  lateHitsComparison,
  alarmsListedComparison,
  alarmTransitionsComparison,
  deploymentComparison,
  queuesComparison,
  iteratorAgesComparison,
  snapshotEventsComparison,
  snapshotTimesComparison,
  driftedTimeComparison,
  snapshotViewsComparison,
  loadWritesComparison,
  driftWritesComparison,
  loadVersionsComparison,
  driftVersionsComparison,
  backlogComparison,
  loggedSagasComparison,
  loggedEndsComparison,
  tracesComparison,
  sagaTimesComparison,
  lateSagaTimesComparison,
  driftComparison,
  undoneDriftComparison,
  driftInStoresComparison,
  driftFoundComparison,
  repairedDifferencesComparison,
  reconcileRunsComparison,
  reconcileResultsComparison,
  reconcileRulesComparison,
  ledgerComparison,
  repairedRowsComparison,
];
