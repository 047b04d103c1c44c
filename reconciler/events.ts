/** The EventBridge event for a run that a person or another system should know about. */
import type { ReconcileResult } from './engine/index.ts';
import { totals } from './metrics.ts';
import { eventBridgeSdk } from './packages.ts';

/** The events' `source`, by which rules of a bus select them. */
const SOURCE = 'evenkeel.reconciler';

export interface RunEvent {
  readonly detailType: 'Reconcile Drift' | 'Reconcile Stopped' | 'Reconcile Inconclusive';
  readonly detail: {
    readonly runId: string;
    readonly outcome: string;
    readonly trigger: string;
    readonly endedAt: string;
    /** Differences left after repair. */
    readonly drift: number;
    readonly repaired: number;
    readonly deferred: number;
    readonly rules: readonly {
      readonly name: string;
      readonly outcome: string;
      readonly drift: number;
      readonly reason?: string;
    }[];
    /** The plan for a person to approve. */
    readonly plan?: string;
  };
}

/** The event of a run that left drift, was stopped or reached no conclusion; undefined if nobody needs to look. */
export function eventOf(result: ReconcileResult, trigger: string): RunEvent | undefined {
  const { runId, outcome, endedAt, rules, plan } = result;
  const { drift, repaired, deferred } = totals(result);
  const left = drift - repaired;
  const detailType = detailTypeOf(outcome, left);
  if (detailType === undefined) return undefined;
  const notable = rules.filter((rule) => rule.outcome !== 'clean' && rule.outcome !== 'repaired');
  return {
    detailType,
    detail: {
      runId,
      outcome,
      trigger,
      endedAt,
      drift: left,
      repaired,
      deferred,
      rules: notable.map(({ name, outcome: ownOutcome, drift: found, repaired: fixed, reason }) => ({
        name,
        outcome: ownOutcome,
        drift: found - fixed,
        ...(reason !== undefined && { reason }),
      })),
      ...(plan && { plan: plan.id }),
    },
  };
}

function detailTypeOf(outcome: ReconcileResult['outcome'], left: number): RunEvent['detailType'] | undefined {
  if (outcome === 'stopped') return 'Reconcile Stopped';
  if (outcome === 'inconclusive') return 'Reconcile Inconclusive';
  return left > 0 ? 'Reconcile Drift' : undefined;
}

/**
 * Puts the event on the bus. The client is loaded only when there is an event, which is rare.
 *
 * @throws Error if EventBridge rejects it
 */
export async function publish(bus: string, { detailType, detail }: RunEvent): Promise<void> {
  const { EventBridgeClient, PutEventsCommand } = await eventBridgeSdk();
  const entry = { Source: SOURCE, DetailType: detailType, Detail: JSON.stringify(detail), EventBusName: bus };
  const { Entries = [] } = await new EventBridgeClient({}).send(new PutEventsCommand({ Entries: [entry] }));
  const [failed] = Entries.filter(({ ErrorCode }) => ErrorCode !== undefined);
  if (failed !== undefined) throw new Error(`${failed.ErrorCode ?? ''}: ${failed.ErrorMessage ?? ''}`);
}
