import { mark } from '../mark.ts';
import type { Sabotage } from '../sabotage.ts';

const name = 'completed-before-capture';

export const completedBeforeCapture: Sabotage = {
  name,
  culprit: 'Checkout calls an order completed while its payment is not captured yet.',
  expectedCheck: 'sagas-at-rest',
  experiment: 'slow_capture',
  overrides: [
    {
      module: 'services/checkout/order',
      find: "if (state === 'COMMITTING' && all((service) => answers[service] === COMMITTED[service])) {",
      replace: `const done = (service) => service === 'payment' || answers[service] === COMMITTED[service];
      if (state === 'COMMITTING' && all(done)) {
        if (answers.payment !== COMMITTED.payment) {
          ${mark(name, "order.correlationId + ' is completed, its payment ' + answers.payment")}
        }`,
    },
  ],
};
