import { mark } from '../mark.ts';
import type { Sabotage } from '../sabotage.ts';

const name = 'rollback-without-tombstone';

export const rollbackWithoutTombstone: Sabotage = {
  name,
  culprit:
    'A rollback of a payment that is not there yet leaves nothing behind, so the late authorisation holds the money.',
  expectedCheck: 'sagas-at-rest',
  experiment: 'overtaken_prepare',
  overrides: [
    {
      module: 'services/payment/step',
      find: "if (next.kind === 'nothing') throw new NothingPreparedError('payment', command.correlationId);",
      replace: `if (next.kind === 'nothing') throw new NothingPreparedError('payment', command.correlationId);
      if (command.step === 'rollback' && current === undefined) {
        ${mark(name, "'rollback of ' + command.correlationId + ' ahead of its prepare'")}
        return answer('VOIDED', false, undefined);
      }`,
    },
  ],
};
