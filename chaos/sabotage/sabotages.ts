import type { SourceOverride } from './source-override.ts';

/** A system broken on purpose. A harness that passes it is wrong. */
export interface Sabotage {
  readonly name: string;
  /** Which part is broken, and how, in a sentence. */
  readonly culprit: string;
  /** The check that must fail. */
  readonly expectedCheck: string;
  readonly overrides?: readonly SourceOverride[];
  /** Alarm, without the stage's prefix, that the template lacks. */
  readonly removedAlarm?: string;
}

export const sabotages: readonly Sabotage[] = [
  {
    name: 'warehouse-rollback-keeps-stock',
    culprit: 'The warehouse releases a reservation and leaves its stock reserved.',
    expectedCheck: 'stock-conserved',
    overrides: [
      {
        module: 'services/warehouse/store',
        find: "release: (reservation, now) => leaveReserved(reservation, 'RELEASED', 'onHand', now)",
        replace: `release: async (reservation, now) => {
          ${mark('warehouse-rollback-keeps-stock', "'release of ' + reservation.correlationId")}
          return (await transact([moved(tables, reservation.correlationId, 'RELEASED', now)])) === undefined;
        }`,
      },
    ],
  },
  {
    name: 'error-alarm-removed',
    culprit: "The alarm on payment's errors is not deployed.",
    expectedCheck: 'alarms-as-predicted',
    removedAlarm: 'errors-payment',
  },
  {
    name: 'payment-capture-not-idempotent',
    culprit: 'Payment captures again when a commit is delivered again.',
    expectedCheck: 'exactly-once',
    overrides: [
      {
        module: 'services/payment/step',
        find: "if (next.kind === 'keep') return answer(next.state, next.refused, current?.reason);",
        replace: `if (command.step === 'commit' && current?.state === 'CAPTURED') {
          ${mark('payment-capture-not-idempotent', "'capture of ' + command.correlationId")}
          const again = await write(command, 'CAPTURED', 'CAPTURED', undefined, ports);
          if (again !== undefined) return answer(again.state, false, again.reason);
        }
        if (next.kind === 'keep') return answer(next.state, next.refused, current?.reason);`,
      },
    ],
  },
];

/** The line a broken path leaves: JavaScript that logs it. `detail` is an expression. */
function mark(sabotage: string, detail: string): string {
  return `process.stdout.write(JSON.stringify({ event: 'sabotage.reached', sabotage: '${sabotage}', detail: ${detail} }) + '\\n');`;
}
