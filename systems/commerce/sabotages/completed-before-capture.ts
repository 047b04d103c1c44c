import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'completed-before-capture';

export const completedBeforeCapture: Sabotage = {
  name,
  culprit: 'Checkout completes an order before its payment is captured.',
  expectedCheck: 'sagas-at-rest',
  experiment: 'slow_capture',
  overrides: [
    {
      module: 'services/checkout/order',
      find: "if (state === 'COMMITTING' && all((service) => answers[service] === COMMITTED[service])) {",
      replace: `const done = (service) => service === 'payment' || answers[service] === COMMITTED[service];
      if (state === 'COMMITTING' && all(done)) {
        if (answers.payment !== COMMITTED.payment) {
          ${mark(name, "order.correlationId + ' is completed, with payment ' + answers.payment")}
        }`,
    },
  ],
};
