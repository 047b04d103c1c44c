/** What the explanation of a snapshot starts from, and what it finds. */
import type { Prediction } from '../../prediction/predicted-end.ts';
import type { Journal, Operation } from '../../schemas/index.ts';
import type {
  AcceptedRequest,
  Expectations,
  JudgedSnapshot,
  OrphanedSaga,
  SystemDefinition,
} from '../../system/index.ts';
import type { Absence } from '../absence.ts';
import type { Changes } from './changes.ts';
import type { WasHit } from '../fault-hits.ts';
import type { WorldFindings } from './findings.ts';

export interface World {
  readonly system: SystemDefinition;
  readonly expect: Expectations;
  readonly journal: Pick<Journal, 'experiment' | 'seed' | 'virtualStartedAt' | 'speed' | 'regions'>;
  readonly history: readonly Operation[];
  readonly prediction: Prediction;
  readonly before: JudgedSnapshot;
  /** Sagas that only drift has started, by correlation id. */
  readonly orphans: ReadonlyMap<string, OrphanedSaga>;
  /** Whether the history shows everything that the load sent under this correlation id's scenario. */
  readonly isSentKnown: (correlationId: string) => boolean;
  /** Whether the history may lack requests that start no saga, so that nothing shows them. */
  readonly mayLackRequests: boolean;
  /** Those that are long enough to explain a violation that they touch. */
  readonly absences: readonly Absence[];
  /** The definition's releases whose code handled the operation. */
  readonly releasesOf: (correlationId: string) => readonly string[];
  /** The states that services logged for the operation's saga, by service. */
  readonly statesOf: (correlationId: string) => AcceptedRequest['reached'];
  readonly wasHit: WasHit;
  /** Whether the reconciler has ended the sagas that were stranded on purpose. */
  readonly isReconciled: boolean;
}

export interface ExplainedSnapshot extends WorldFindings {
  /** What requests changed that are not at their end yet. */
  readonly changes: Changes;
}
