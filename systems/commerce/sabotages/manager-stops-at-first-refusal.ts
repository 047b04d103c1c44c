import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';
import { isOfLoad } from './of-load.ts';

const name = 'manager-stops-at-first-refusal';

export const managerStopsAtFirstRefusal: Sabotage = {
  name,
  culprit: 'The transaction manager rolls back one service after another, and stops at the one that refused the order.',
  expectedCheck: 'sagas-at-rest',
  experiment: 'risk_closed',
  overrides: [
    {
      module: 'services/transactions/drive',
      find: 'const settled = await Promise.allSettled(participants.map((participant) => participant[step](correlationId)));',
      replace: `const settled = [];
      for (const participant of participants) {
        const [one] = await Promise.allSettled([participant[step](correlationId)]);
        settled.push(one);
        const refusing = one.status === 'fulfilled' && ['DECLINED', 'REJECTED'].includes(one.value.state);
        if (refusing && ${isOfLoad('correlationId')}) {
          ${mark(name, "'rollback of ' + correlationId + ' stops at ' + participant.service")}
          break;
        }
      }`,
    },
  ],
};
