/** Ways to break what handles records and errors: swallowed errors, lost failures, and rollbacks that are incomplete. */
import { mark, type Sabotage } from '../../../chaos/sabotage/index.ts';
import { isOfLoad } from '../../../systems/commerce/sabotages/of-load.ts';

const FILE_REFUSAL = 'await file({ correlationId, source: `${service}#${step}`, reason: reason ?? state });';
const CALL_EACH =
  'const settled = await Promise.allSettled(participants.map((participant) => participant[step](correlationId)));';
const DECIDE = 'const decided = await checkout.decideRollback(correlationId);';

export const consumerSabotages: readonly Sabotage[] = [
  {
    name: 'failure-swallowed',
    culprit: 'The warehouse reports a reservation that failed as a success.',
    expectedCheck: 'sagas-at-rest',
    experiment: 'crash_before_commit',
    overrides: [
      {
        module: 'services/shared/run-step',
        find: 'const answer = await tracer.span(start, () => step(command, ports));',
        replace: `const answer = await tracer.span(start, () => step(command, ports)).catch((error) => {
        if (service !== 'warehouse' || command.step !== 'prepare') throw error;
        ${mark('failure-swallowed', "command.correlationId + ': ' + error.message")}
        return { service, state: 'RESERVED' };
      });`,
      },
    ],
  },
  {
    name: 'batch-failures-not-reported',
    culprit: 'Queue consumers report no failed messages, so Lambda deletes them.',
    expectedCheck: 'sagas-at-rest',
    experiment: 'crash_before_commit',
    overrides: [
      {
        module: 'services/shared/queue',
        find: 'return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };',
        replace: `if (again.length > 0) {
        ${mark('batch-failures-not-reported', "again.length + ' messages'")}
      }
      return { batchItemFailures: [] };`,
      },
    ],
  },
  {
    name: 'errors-logged-as-warnings',
    culprit: 'Consumers log failures as warnings, which no error alarm counts.',
    expectedCheck: 'alarms-as-predicted',
    experiment: 'crash_before_commit',
    overrides: [
      {
        module: 'services/shared/consume',
        find: 'log.error(`${step} failed`,',
        replace: `${mark('errors-logged-as-warnings', "step + ' failed'")}
      log.warn(\`\${step} failed\`,`,
      },
    ],
  },
  {
    name: 'given-up-at-first-failure',
    culprit: 'Consumers file an order for rollback at its first failure instead of retrying it.',
    expectedCheck: 'outcome-as-predicted',
    experiment: 'reply_lost',
    overrides: [
      {
        module: 'services/shared/failures',
        find: 'const { correlationId, source, error } = failure;',
        replace: `const { correlationId, source, error } = failure;
      if (count < 3) {
        ${mark('given-up-at-first-failure', "correlationId + ' after failure ' + count")}
      }`,
      },
    ],
    environment: [{ functions: '-orders$', set: { FAILURE_LIMIT: '1' } }],
  },
  {
    name: 'queues-without-retries',
    culprit: 'The queues of orders do not deliver a failed message again, but give up on it.',
    expectedCheck: 'outcome-as-predicted',
    experiment: 'reply_lost',
    overrides: [
      {
        module: 'services/transactions/undelivered',
        find: 'const { correlationId } = parse(SagaItem, key, `Message of ${queue}`);',
        replace: `const { correlationId } = parse(SagaItem, key, \`Message of \${queue}\`);
      ${mark('queues-without-retries', "queue + ' has ' + correlationId")}`,
      },
    ],
    changes: ['payment-orders', 'warehouse-orders', 'shipping-orders'].map((consumer) => ({
      type: 'AWS::SQS::Queue',
      where: { QueueName: `-${consumer}[.]fifo$` },
      set: {
        RedrivePolicy: {
          deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:evenkeel-dev-${consumer}-dead-letters.fifo`,
          maxReceiveCount: 1,
        },
      },
    })),
  },
  {
    name: 'refusal-filed-for-no-order',
    culprit: 'A refusal is filed under an id that belongs to no order, so its order is never rolled back.',
    expectedCheck: 'sagas-at-rest',
    experiment: 'risk_closed',
    overrides: [
      {
        module: 'services/shared/participant-handlers',
        find: FILE_REFUSAL,
        replace: `const filed = ${isOfLoad('correlationId')} ? 'order-' + correlationId : correlationId;
      if (filed !== correlationId) {
        ${mark('refusal-filed-for-no-order', "correlationId + ' is filed as ' + filed")}
      }
      await file({ correlationId: filed, source: \`\${service}#\${step}\`, reason: reason ?? state });`,
      },
    ],
  },
  {
    name: 'rollback-forgets-shipping',
    culprit: "The transaction manager records a shipment as cancelled without calling shipping's rollback.",
    expectedCheck: 'sagas-at-rest',
    experiment: 'risk_closed',
    overrides: [
      {
        module: 'services/transactions/drive',
        find: CALL_EACH,
        replace: `const settled = await Promise.allSettled(
        participants.map((participant) => {
          const isBroken = participant.service === 'shipping' && step === 'rollback' && ${isOfLoad('correlationId')};
          if (!isBroken) return participant[step](correlationId);
          ${mark('rollback-forgets-shipping', "'rollback of ' + correlationId")}
          return Promise.resolve({ service: 'shipping', state: 'CANCELLED' });
        }),
      );`,
      },
    ],
  },
  {
    name: 'rollback-before-decision',
    culprit: 'The transaction manager rolls the services back before it asks checkout what was decided.',
    expectedCheck: 'stranded-sagas',
    experiment: 'event_lost',
    overrides: [
      {
        module: 'services/transactions/drive',
        find: DECIDE,
        replace: `if (${isOfLoad('correlationId')}) {
        ${mark('rollback-before-decision', "'rollback of ' + correlationId")}
        await Promise.allSettled(participants.map((participant) => participant.rollback(correlationId)));
      }
      ${DECIDE}`,
      },
    ],
  },
];
