import { describe, expect, it } from '@jest/globals';
import type * as z from 'zod/mini';
import {
  type ComparisonOptions,
  conservation,
  type ConservationOptions,
  createReconcileHandler,
  csvView,
  type CsvViewOptions,
  dataApiView,
  type DataApiViewOptions,
  defineReconciliation,
  defineRule,
  derived,
  type DerivedOptions,
  dynamoDbView,
  type DynamoDbViewOptions,
  lifecycle,
  type LifecycleOptions,
  ndjsonView,
  type NdjsonViewOptions,
  postgresView,
  type PostgresViewOptions,
  ReconciliationError,
  type ReconciliationOptions,
  replica,
  type ReplicaOptions,
  type View,
} from '../../../reconciler/index.ts';
import {
  comparisonOptions,
  conservationOptions,
  derivedOptions,
  lifecycleOptions,
  reconciliationOptions,
  replicaOptions,
} from '../../../reconciler/rules/options.ts';
import {
  csvViewOptions,
  dataApiViewOptions,
  dynamoDbViewOptions,
  ndjsonViewOptions,
  postgresViewOptions,
} from '../../../reconciler/stores/options.ts';

const never = () => {
  throw new Error('Nothing is read while options are checked.');
};

const view: View = {
  name: 'shop.things',
  fields: { count: 'integer', state: 'text' },
  sensitive: new Set(),
  strong: true,
  scan: never,
  read: never,
};

const owner = { owner: 'shop', compensation: 'none', call: never };

const VALID = {
  defineRule: {
    name: 'copies',
    left: view,
    right: view,
    relation: 'equal',
    mastership: { default: 'left' },
    settleWindow: 0,
    repair: { kind: 'report' },
  },
  lifecycle: {
    name: 'order-payment',
    whole: view,
    part: view,
    allowed: { DONE: ['PAID'] },
    inFlightStates: ['OPEN'],
    settleWindow: 0,
    stuckAfter: 1000,
    onStuck: owner,
    repair: never,
  },
  conservation: {
    name: 'stock',
    counters: view,
    parts: view,
    sums: ['count'],
    balances: {},
    contributions: never,
    missing: never,
    settleWindow: 0,
  },
  derived: {
    name: 'event-totals',
    from: view,
    by: 'state',
    where: { state: ['OPEN', 'DONE'], count: 2n },
    into: view,
    count: 'count',
    settleWindow: 0,
  },
  replica: {
    name: 'thing-replicas',
    left: view,
    right: view,
    updatedAt: 'state',
    version: 'count',
    settleWindow: 0,
    repair: { kind: 'copy' },
  },
  postgresView: {
    name: 'shop.orders',
    pool: { connect: never },
    table: 'orders',
    key: { column: 'id', type: 'bigint' },
    fields: { total: { type: 'decimal', from: 'amount' } },
  },
  dataApiView: {
    name: 'shop.orders',
    client: { send: never },
    database: { clusterArn: 'c', secretArn: 's', database: 'shop' },
    table: 'orders',
    key: 'id',
    fields: { total: 'decimal' },
  },
  dynamoDbView: {
    name: 'shop.prices',
    client: { send: never },
    table: 'prices',
    key: [{ attribute: 'sku', type: 'S' }],
    fields: { cents: 'integer' },
  },
  ndjsonView: { name: 'bank.statement', file: 'statement.ndjson', key: 'id', fields: { cents: 'integer' } },
  csvView: { name: 'bank.statement', file: 'statement.csv', key: ['a', 'b'], fields: { cents: 'integer' } },
  createReconcileHandler: { reconciliation: never },
  defineReconciliation: { rules: [] },
} as const;

type Caller = keyof typeof VALID;

/** The public functions as plain JavaScript calls them. */
const FUNCTIONS = {
  defineRule,
  lifecycle,
  conservation,
  derived,
  replica,
  postgresView,
  dataApiView,
  dynamoDbView,
  ndjsonView,
  csvView,
  createReconcileHandler,
  defineReconciliation,
} as unknown as Readonly<Record<Caller, (options: unknown) => unknown>>;

function mistakesIn(caller: Caller, options: unknown): string[] {
  try {
    FUNCTIONS[caller](options);
    return [];
  } catch (error) {
    if (error instanceof ReconciliationError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
}

describe('the options of a public function', () => {
  it.each(Object.keys(VALID) as Caller[])('are accepted by %s when they are valid', (caller) => {
    if (caller !== 'defineReconciliation') expect(mistakesIn(caller, VALID[caller])).toEqual([]);
    else expect(mistakesIn(caller, { rules: [defineRule(VALID.defineRule)] })).toEqual([]);
  });

  it.each<[Caller, object, readonly string[]]>([
    ['defineRule', { where: 'x' }, ['copies.where: unknown option; the options are name, after, settleWindow,']],
    ['defineRule', { repiar: {} }, ['copies.repiar: unknown option (did you mean repair?)']],
    [
      'defineRule',
      { relation: 'equals' },
      ['copies.relation: must be "equal" or "subset" (did you mean equal?), not "equals"'],
    ],
    [
      'defineRule',
      { mastership: { default: 'lft' } },
      [
        'copies.mastership.default: must be "left", "right", "freshest" or a function of the two rows (did you mean left?), not "lft"',
      ],
    ],
    ['defineRule', { mastership: 'left' }, ['copies.mastership: must be an object, not "left"']],
    ['defineRule', { left: undefined }, ['copies.left: is required (a view, for example from postgresView(...))']],
    ['defineRule', { right: { table: 'orders' } }, ['copies.right: must be a view,']],
    [
      'defineRule',
      { repair: { kind: 'cpy' } },
      ['copies.repair.kind: must be "copy", "callOwner" or "report", not "cpy"'],
    ],
    [
      'defineRule',
      { repair: { kind: 'callOwner', owner: 'shop' } },
      ['copies.repair.compensation: is required', 'copies.repair.call: is required (a function)'],
    ],
    ['defineRule', { settleWindow: '2 minutes' }, ['copies.settleWindow: must be a number, not "2 minutes"']],
    ['defineRule', { limits: { cuont: 3 } }, ['copies.limits.cuont: unknown option (did you mean count?)']],
    [
      'defineRule',
      { cadence: { everyHour: 3 } },
      [
        'copies.cadence.everyHours: is required (a number)',
        'copies.cadence.everyHour: unknown option (did you mean everyHours?)',
      ],
    ],
    [
      'defineRule',
      { name: undefined, relation: 'equals', where: 1 },
      [
        'defineRule.name: is required (a string that is not empty)',
        'defineRule.relation: must be',
        'defineRule.where: unknown option',
      ],
    ],
    ['defineRule', { name: '' }, ['defineRule.name: must be a string that is not empty, not ""']],
    ['lifecycle', { inFlight: never }, ['order-payment.inFlight: unknown option']],
    ['lifecycle', { allowed: { DONE: 'PAID' } }, ['order-payment.allowed.DONE: must be an array, not "PAID"']],
    ['conservation', { contributions: undefined }, ['stock.contributions: is required (a function)']],
    ['conservation', { onStuck: owner }, ['stock.onStuck: unknown option']],
    ['derived', { form: view }, ['event-totals.form: unknown option (did you mean from?)']],
    ['derived', { summ: 'count' }, ['event-totals.summ: unknown option (did you mean sum?)']],
    ['derived', { by: undefined }, ['event-totals.by: is required']],
    ['derived', { latest: { by: 'count' } }, ['event-totals.latest.fields: is required']],
    ['derived', { exists: false }, ['event-totals.exists: must be']],
    [
      'derived',
      { emptyGroup: 'norow' },
      ['event-totals.emptyGroup: must be "zero" or "noRow" (did you mean noRow?), not "norow"'],
    ],
    ['derived', { cadence: { everyHour: 2, everyHours: 2 } }, ['event-totals.cadence.everyHour: unknown option']],
    [
      'derived',
      { repair: { kind: 'write' } },
      ['event-totals.repair.kind: must be "copy", "callOwner" or "report", not "write"'],
    ],
    ['replica', { updatedAt: undefined }, ['thing-replicas.updatedAt: is required (a string)']],
    ['replica', { regoin: 'state' }, ['thing-replicas.regoin: unknown option (did you mean region?)']],
    [
      'postgresView',
      { pool: undefined },
      ['shop.orders.pool: is required (`new Pool(...)` of the package pg (npm install pg))'],
    ],
    [
      'postgresView',
      { key: { column: 'id', type: 'int' } },
      ['shop.orders.key.type: must be "text", "bigint" or "uuid", not "int"'],
    ],
    [
      'postgresView',
      { fields: { total: 'numeric' } },
      ['shop.orders.fields.total: must be "text", "integer", "decimal"'],
    ],
    [
      'postgresView',
      { fields: { total: { type: 'decimal', form: 'amount' } } },
      ['shop.orders.fields.total.form: unknown option (did you mean from?)'],
    ],
    [
      'dataApiView',
      { client: {} },
      ['shop.orders.client: must be `new RDSDataClient({})` of the package @aws-sdk/client-rds-data'],
    ],
    ['dynamoDbView', { segments: 0 }, ['shop.prices.segments: must be at least 1, not 0']],
    [
      'dynamoDbView',
      { key: [{ attribute: 'sku', type: 'string' }] },
      ['shop.prices.key[0].type: must be "S" or "N", not "string"'],
    ],
    ['ndjsonView', { file: 7 }, ['bank.statement.file: must be a path or a URL, not 7']],
    ['csvView', { empty: 'nul' }, ['bank.statement.empty: must be "null" or "absent" (did you mean null?), not "nul"']],
    [
      'createReconcileHandler',
      { reconciliation: {} },
      ['createReconcileHandler.reconciliation: must be a function, not an object'],
    ],
    [
      'defineReconciliation',
      { rules: [VALID.defineRule] },
      ['defineReconciliation.rules[0]: must be a rule, as defineRule'],
    ],
    [
      'defineReconciliation',
      { rules: [], limit: {} },
      ['defineReconciliation.limit: unknown option (did you mean limits?)'],
    ],
  ])('are refused by %s with %j', (caller, wrong, expected) => {
    const mistakes = mistakesIn(caller, { ...VALID[caller], ...wrong });
    expect(mistakes).toHaveLength(expected.length);
    for (const [at, mistake] of mistakes.entries()) expect(mistake).toContain(expected[at]);
  });

  it.each([undefined, null, 'orders', 7])('are refused when they are %j', (options) => {
    for (const caller of Object.keys(VALID) as Caller[]) {
      expect(mistakesIn(caller, options)).toEqual([expect.stringContaining(`${caller}: `)]);
    }
  });

  it('include what the repair function of a lifecycle rule returns: a wrong kind is reported, and nothing is repaired', () => {
    const { engine } = lifecycle({
      ...VALID.lifecycle,
      repair: () =>
        ({ kind: 'recreated', fields: {} }) as unknown as ReturnType<LifecycleOptions<string, string>['repair']>,
    });
    const finding = { rule: 'order-payment', key: 'k', standing: 'drift', pair: {} } as const;
    expect(engine.remedy(finding)).toEqual({
      kind: 'report',
      reason:
        'k: repair() returned an invalid repair: order-payment.repair.kind must be "report", "recreate" or "callOwner", not "recreated"',
    });
  });

  it('are complete: the schema has every member of the type', () => {
    type Shape<Options> = Record<keyof Options, z.ZodMiniType>;
    const shapes = [
      comparisonOptions.def.shape satisfies Shape<ComparisonOptions<string, string>>,
      lifecycleOptions.def.shape satisfies Shape<LifecycleOptions<string, string>>,
      conservationOptions.def.shape satisfies Shape<ConservationOptions>,
      derivedOptions.def.shape satisfies Shape<DerivedOptions<string, string>>,
      replicaOptions.def.shape satisfies Shape<ReplicaOptions<string>>,
      reconciliationOptions.def.shape satisfies Shape<ReconciliationOptions>,
      postgresViewOptions.def.shape satisfies Shape<PostgresViewOptions<string>>,
      dataApiViewOptions.def.shape satisfies Shape<DataApiViewOptions<string>>,
      dynamoDbViewOptions.def.shape satisfies Shape<DynamoDbViewOptions<string>>,
      ndjsonViewOptions.def.shape satisfies Shape<NdjsonViewOptions<string>>,
      csvViewOptions.def.shape satisfies Shape<CsvViewOptions<string>>,
    ];
    for (const shape of shapes) expect(Object.keys(shape).length).toBeGreaterThan(0);
  });
});
