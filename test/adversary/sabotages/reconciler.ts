/** Ways to break the reconciler: rules that are missing or blind, repairs that are wrong, and a ledger with gaps. */
import { mark, type Sabotage, type SourceOverride } from '../../../chaos/sabotage/index.ts';

/** Marks each reconcile run for whose rules the condition holds: rules are made once, and runs are many. */
const markedRun = (name: string, condition: string): SourceOverride => ({
  module: 'reconciler/engine/run',
  find: 'const startedAt = new Date(options.startedAt ?? clock.now()).toISOString();',
  replace: `const startedAt = new Date(options.startedAt ?? clock.now()).toISOString();
      if (${condition}) {
        ${mark(name, "'run ' + runId")}
      }`,
});

export const reconcilerSabotages: readonly Sabotage[] = [
  {
    name: 'rule-missing',
    culprit: "The reconciler does not have the rule that compares checkout's prices with the catalog.",
    expectedCheck: 'reconciliation',
    experiment: 'drift_repaired',
    overrides: [
      { module: 'systems/commerce/rules/reconciliation', find: 'priceCopies(views),', replace: '' },
      markedRun('rule-missing', "!options.rules.some(({ name }) => name === 'price-copies')"),
    ],
  },
  {
    name: 'rule-ignores-price',
    culprit: "The rule on checkout's prices compares everything but the price.",
    expectedCheck: 'reconciliation',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: 'systems/commerce/rules/price-copies',
        find: "compare: ['name', 'unitPriceCents', 'active', 'version'],",
        replace: "compare: ['name', 'active'],",
      },
      markedRun(
        'rule-ignores-price',
        "options.rules.some(({ name, compared }) => name === 'price-copies' && compared?.includes('unitPriceCents') === false)",
      ),
    ],
  },
  {
    name: 'master-overwritten',
    culprit: "The rule on checkout's prices takes the copy for the master, and overwrites the catalog's prices.",
    expectedCheck: 'stores-level',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: 'systems/commerce/rules/price-copies',
        find: "mastership: { default: 'left' },",
        replace: "mastership: { default: 'right' },",
      },
      {
        module: 'systems/commerce/rules/views',
        find: "name: 'catalog.products',",
        replace: "name: 'catalog.products', writable: true,",
      },
      {
        module: 'reconciler/engine/apply-repair',
        find: 'for (const operation of repair.operations) {',
        replace: `for (const operation of repair.operations) {
        if (operation.action.kind === 'write' && operation.action.view === 'catalog.products') {
          ${mark('master-overwritten', "operation.action.write + ' of ' + operation.key")}
        }`,
      },
    ],
  },
  {
    name: 'ledger-without-pre-image',
    culprit: "The reconciler's ledger does not keep a row as it was before a repair.",
    expectedCheck: 'ledger-whole',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: 'reconciler/engine/apply-repair',
        find: 'await ledger.intend({ operationId, rule, key, action, preImage,',
        replace: `if (preImage !== null) {
        ${mark('ledger-without-pre-image', "'repair of ' + key")}
      }
      await ledger.intend({ operationId, rule, key, action, preImage: null,`,
      },
    ],
  },
  {
    name: 'reservation-rebuilt-empty',
    culprit: 'The reconciler creates a lost reservation again without its lines.',
    expectedCheck: 'stores-level',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: 'systems/commerce/rules/order-reservation',
        find: "rebuilt: ({ fields }) => ({ state: 'COMMITTED', lines: fields['lines'] ?? [] }),",
        replace: `rebuilt: () => {
        ${mark('reservation-rebuilt-empty', "'a reservation without lines'")}
        return { state: 'COMMITTED', lines: [] };
      },`,
      },
    ],
  },
  {
    name: 'unknown-saga-left-open',
    culprit: 'The reconciler creates an order for a payment without one, but does not drive it to its end.',
    expectedCheck: 'reconciliation',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: 'systems/commerce/rules/owners',
        find: 'await drive(correlationId, signal);',
        replace: mark('unknown-saga-left-open', "'order ' + correlationId"),
      },
    ],
  },
  {
    name: 'repairs-counted-not-made',
    culprit: 'The reconciler records every write as done without making it.',
    expectedCheck: 'stores-level',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: 'reconciler/engine/apply-repair',
        find: 'outcome = await view.write?.(guarded, stamp);',
        replace: `${mark('repairs-counted-not-made', "guarded.kind + ' in ' + view.name")}
      if (guarded.kind !== 'restore') return { status: 'done', postImage: planned.preImage };
      outcome = await view.write?.(guarded, stamp);`,
      },
    ],
  },
];
