import { isOfLoad, mark } from '../mark.ts';
import type { Sabotage } from '../sabotage.ts';

const name = 'manager-stops-at-first-refusal';

export const managerStopsAtFirstRefusal: Sabotage = {
  name,
  culprit:
    'The transaction manager rolls services back in turn, and stops at the first that had refused the order itself.',
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
          ${mark(name, "'rollback of ' + correlationId + ' ends at ' + participant.service")}
          break;
        }
      }`,
    },
  ],
};
