import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'payment-capture-not-idempotent';

export const paymentCaptureNotIdempotent: Sabotage = {
  name,
  culprit: 'Payment captures again when it receives a commit a second time.',
  expectedCheck: 'exactly-once',
  experiment: 'commerce_short',
  overrides: [
    {
      module: 'services/payment/step',
      find: "if (next.kind === 'keep') return answer(next.state, next.refused, current?.reason);",
      replace: `if (command.step === 'commit' && current?.state === 'CAPTURED') {
        ${mark(name, "'capture of ' + command.correlationId")}
        const again = await write(command, 'CAPTURED', 'CAPTURED', undefined, ports);
        if (again !== undefined) return answer(again.state, false, again.reason);
      }
      if (next.kind === 'keep') return answer(next.state, next.refused, current?.reason);`,
    },
  ],
};
