import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'correlation-id-lost-at-one-hop';

export const correlationIdLostAtOneHop: Sabotage = {
  name,
  culprit: 'The transaction manager loses the correlation id when it calls payment, and makes up a new one.',
  expectedCheck: 'sagas-at-rest',
  experiment: 'stock_runs_out',
  overrides: [
    {
      module: 'services/transactions/sagas',
      find: 'await invoke(lambda, functionName, { action, correlationId })',
      replace: `await invoke(lambda, functionName, {
        action,
        correlationId: service === 'payment' ? madeUp(correlationId) : correlationId,
      })`,
    },
    {
      module: 'services/transactions/sagas',
      find: 'async function invoke(',
      replace: `function madeUp(correlationId) {
        const other = crypto.randomUUID();
        ${mark(name, "correlationId + ' goes to payment as ' + other")}
        return other;
      }
      async function invoke(`,
    },
  ],
};
