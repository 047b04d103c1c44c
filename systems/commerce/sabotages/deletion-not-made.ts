import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'deletion-not-made';

export const deletionNotMade: Sabotage = {
  name,
  culprit:
    'The reconciler reports that it has deleted a row, but neither deletes it nor writes an entry of the ledger.',
  expectedCheck: 'ledger-whole',
  experiment: 'drift_repaired',
  overrides: [
    {
      module: 'reconciler/engine/apply-repair',
      find: 'for (const operation of repair.operations) {',
      replace: `for (const operation of repair.operations) {
        if (operation.action.kind === 'write' && operation.action.write === 'delete') {
          ${mark(name, "'deletion of ' + operation.key")}
          return { repaired: true };
        }`,
    },
  ],
};
