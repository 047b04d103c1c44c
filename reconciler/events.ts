/** What a person or another system has to know of a run, as an event on EventBridge. */
import type { ReconcileResult } from './engine/index.ts';
import { totals } from './metrics.ts';

/** `source` of the events; rules of a bus select by it. */
const SOURCE = 'evenkeel.reconciler';

export interface RunEvent {
  readonly detailType: 'Reconcile Drift' | 'Reconcile Stopped' | 'Reconcile Inconclusive';
  readonly detail: {
    readonly runId: string;
    readonly outcome: string;
    readonly trigger: string;
    readonly endedAt: string;
    /** What is left of the differences. */
    readonly drift: number;
    readonly repaired: number;
    readonly deferred: number;
    readonly rules: readonly {
      readonly name: string;
      readonly outcome: string;
      readonly drift: number;
      readonly reason?: string;
    }[];
    /** To be approved by a person. */
    readonly plan?: string;
  };
}

/** The event of a run that left drift, was stopped or came to no conclusion; undefined where nobody need look. */
export function eventOf(result: ReconcileResult, trigger: string): RunEvent | undefined {
  const { runId, outcome, endedAt, rules, plan } = result;
  const { drift, repaired, deferred } = totals(result);
  const left = drift - repaired;
  const detailType = detailTypeOf(outcome, left);
  if (detailType === undefined) return undefined;
  const told = rules.filter((rule) => rule.outcome !== 'clean' && rule.outcome !== 'repaired');
  return {
    detailType,
    detail: {
      ...{ runId, outcome, trigger, endedAt, drift: left, repaired, deferred },
      rules: told.map(({ name, outcome: own, drift: found, repaired: gone, reason }) => ({
        ...{ name, outcome: own, drift: found - gone },
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
 * Puts the event on the bus. The client is loaded when there is something to tell, which is seldom.
 *
 * @throws Error where EventBridge does not take it
 */
export async function publish(bus: string, { detailType, detail }: RunEvent): Promise<void> {
  const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
  const entry = { Source: SOURCE, DetailType: detailType, Detail: JSON.stringify(detail), EventBusName: bus };
  const { Entries = [] } = await new EventBridgeClient({}).send(new PutEventsCommand({ Entries: [entry] }));
  const [failed] = Entries.filter(({ ErrorCode }) => ErrorCode !== undefined);
  if (failed !== undefined) throw new Error(`${failed.ErrorCode ?? ''}: ${failed.ErrorMessage ?? ''}`);
}
