import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'rollback-without-tombstone';

export const rollbackWithoutTombstone: Sabotage = {
  name,
  culprit: 'A rollback that overtakes its reservation leaves no tombstone, so the late reservation takes stock.',
  expectedCheck: 'sagas-at-rest',
  experiment: 'delivered_late',
  overrides: [
    {
      module: 'services/warehouse/step',
      find: "if (next.kind === 'nothing') throw new NothingPreparedError('warehouse', command.correlationId);",
      replace: `if (next.kind === 'nothing') throw new NothingPreparedError('warehouse', command.correlationId);
      if (command.step === 'rollback' && current === undefined) {
        ${mark(name, "'rollback of ' + command.correlationId + ' before its prepare'")}
        return answer('RELEASED');
      }`,
    },
  ],
};
