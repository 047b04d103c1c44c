import { describe, expect, it } from '@jest/globals';
import {
  accept,
  checkControlTables,
  type ControlTables,
  createReconcileHandler,
  defineReconciliation,
  defineRule,
  ndjsonView,
  readLedger,
  readResult,
  type Reconciliation,
  ReconciliationError,
  ReconcilerError,
  runReconcile,
  undo,
  withdraw,
} from '../../../reconciler/index.ts';

const never = () => {
  throw new Error('Nothing is sent while arguments are checked.');
};

/** The public functions as plain JavaScript calls them. */
const plain = (run: unknown) => run as (...given: readonly unknown[]) => unknown;

const failureOf = async (run: () => unknown): Promise<unknown> => {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error;
  }
};

const table = { client: { send: never }, controlTable: 'control' };

describe('a public function that is called with wrong arguments', () => {
  it.each<[string, () => unknown, string]>([
    ['runReconcile({})', () => plain(runReconcile)({}), 'runReconcile.runId is required (a string that is not empty)'],
    ['undo({})', () => plain(undo)({}), 'undo.tables is required (an object)'],
    ['accept({})', () => plain(accept)({}), 'accept.controlTable is required'],
    ['accept(table)', () => plain(accept)(table), 'acceptance is required (an object)'],
    ['withdraw()', () => plain(withdraw)(), 'withdraw is required (an object)'],
    ['withdraw(table, {})', () => plain(withdraw)(table, {}), 'acceptance.rule is required (a string)'],
    ['readLedger({})', () => plain(readLedger)({}), 'readLedger.client must be `new DynamoDBClient({})`'],
    ['readResult({})', () => plain(readResult)({}), 'readResult.run is required'],
    [
      'checkControlTables',
      () => {
        plain(checkControlTables)('control', { ...table, ledgerTabel: 'ledger' });
      },
      'control.ledgerTabel: unknown option (did you mean ledgerTable?)',
    ],
  ])('reports every mistake: %s', async (_call, run, message) => {
    const failure = await failureOf(run);
    expect(failure).toBeInstanceOf(ReconciliationError);
    expect((failure as Error).message).toContain(message);
  });
});

const rule = (mastership: unknown) =>
  plain(defineRule)({
    name: 'copies',
    left: ndjsonView({ name: 'shop.orders', file: 'x', key: 'id', fields: { total: 'integer' } }),
    right: ndjsonView({ name: 'bank.orders', file: 'y', key: 'id', fields: { total: 'integer' } }),
    relation: 'equal',
    mastership: { default: mastership },
    settleWindow: 0,
    repair: { kind: 'report' },
  }) as ReturnType<typeof defineRule>;

describe('a mastership function', () => {
  const finding = {
    rule: 'copies',
    key: 'a',
    standing: 'drift' as const,
    pair: { left: { key: 'a', fields: { total: 1n } }, right: { key: 'a', fields: { total: 2n } } },
  };

  it.each<[string, unknown, string]>([
    ['throws', () => never(), 'threw Nothing is sent while arguments are checked.'],
    ['returns nonsense', () => 'lft', 'returned "lft"'],
    ['returns nothing', () => undefined, 'returned undefined'],
  ])('that %s gives no master, and a reason with the rule, the key and the choices', (_what, master, what) => {
    const { engine } = rule(master);
    expect(engine.masters(finding.pair)).toEqual({});
    expect(engine.whyNotCompared?.(finding)).toBe(
      `copies: the mastership function ${what} for the key a; it must return "left" or "right"`,
    );
  });
});

describe('a mastership function over sensitive fields', () => {
  const failing = (): never => {
    throw new Error('SECRET');
  };
  const masters: readonly (readonly [string, string, () => unknown])[] = [
    ['throws', 'threw an error', failing],
    ['returns nonsense', 'returned something else', () => 'SECRET'],
  ];
  it.each(masters)('that %s is named without what it %s', (_what, verb, master) => {
    const fields = { total: { type: 'integer', sensitive: true } } as const;
    const { engine } = plain(defineRule)({
      name: 'copies',
      left: ndjsonView({ name: 'shop.orders', file: 'x', key: 'id', fields }),
      right: ndjsonView({ name: 'bank.orders', file: 'y', key: 'id', fields: { total: 'integer' } }),
      relation: 'equal',
      mastership: { default: master },
      settleWindow: 0,
      repair: { kind: 'report' },
    }) as ReturnType<typeof defineRule>;
    const rows = { left: { key: 'a', fields: { total: 1n } }, right: { key: 'a', fields: { total: 2n } } };
    const reason = engine.whyNotCompared?.({ rule: 'copies', key: 'a', standing: 'drift', pair: rows });
    expect(reason).toBe(`copies: the mastership function ${verb} for the key a; it must return "left" or "right"`);
    const odd = {
      left: rows.left,
      right: { key: 'a', fields: {}, unreadable: { total: '"SECRET" is not of type integer' } },
    };
    expect(engine.whyNotCompared?.({ rule: 'copies', key: 'a', standing: 'drift', pair: odd })).toBe(
      'bank.orders cannot represent total: its value is sensitive and not shown',
    );
  });
});

describe('the handler', () => {
  const context = { getRemainingTimeInMillis: () => 60_000 };
  const sound = defineReconciliation({ rules: [rule('left')] });
  const environment = { LEDGER_TABLE: 'l', CONTROL_TABLE: 'c', POWERTOOLS_METRICS_NAMESPACE: 'n' };

  async function invoke(
    event: unknown,
    reconciliation: () => unknown,
    variables: Readonly<Record<string, string>> = environment,
  ): Promise<string> {
    const before = { ...process.env };
    Object.assign(process.env, variables);
    try {
      const handler = createReconcileHandler({ reconciliation: reconciliation as () => Reconciliation });
      const failure = await failureOf(() => handler(event, context));
      expect(failure).toBeInstanceOf(ReconcilerError);
      return (failure as Error).message;
    } finally {
      process.env = before;
    }
  }

  it('names the triggers if its event has none of them', async () => {
    const choices = '"schedule", "run-now" or "deploy"';
    expect(await invoke({}, () => sound)).toContain(`event.trigger is required (${choices})`);
    expect(await invoke({ trigger: 'deplyo' }, () => sound)).toContain('did you mean deploy?');
    expect(await invoke(undefined, () => sound)).toContain('event is required (an object)');
  });

  it.each([[{}], [undefined], [{ rules: [{ name: 'hand-made' }], limits: sound.limits }]])(
    'accepts only what defineReconciliation returns, not %j',
    async (made) => {
      const message = await invoke({ trigger: 'run-now' }, () => made);
      expect(message).toMatch(/reconciliation\(\) .*the result of defineReconciliation\(\{ rules: \[\.\.\.\] \}\)/);
    },
  );

  it('says what each environment variable must be', async () => {
    const wrong = { ...environment, LEDGER_TABLE: '', LEDGER_DAYS: '0' };
    const message = await invoke({ trigger: 'run-now' }, () => sound, wrong);
    expect(message).toContain('LEDGER_TABLE must be a string that is not empty');
    expect(message).toContain('LEDGER_DAYS must be at least 1, not 0');
  });
});

describe('a table that does not fit', () => {
  /** Answers DescribeTable alone. */
  const describing = (answer: () => unknown) => ({
    send: ({ constructor }: object) => {
      if (constructor.name !== 'DescribeTableCommand') throw new Error(`unexpected ${constructor.name}`);
      return Promise.resolve().then(answer);
    },
  });
  const missing = () => {
    throw Object.assign(new Error('not found'), { name: 'ResourceNotFoundException' });
  };
  const keyed = () => ({ Table: { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] } });
  const run = (answer: () => unknown) => {
    const tables = { client: describing(answer), ledgerTable: 'ledgre', controlTable: 'contorl' };
    return failureOf(() =>
      undo({
        reconciliation: defineReconciliation({ rules: [rule('left')] }),
        runId: 'r',
        undoId: 'u',
        tables: tables as unknown as ControlTables,
        clock: { now: () => 0, elapsed: () => 0, sleep: () => Promise.resolve() },
      }),
    );
  };

  it.each<[string, () => unknown, string]>([
    ['is missing', missing, 'there is no table ledgre in this region and account'],
    ['has another key', keyed, 'ledgre has id'],
  ])('is a mistake in the configuration before the lease is taken, if it %s', async (_what, answer, message) => {
    const failure = await run(answer);
    expect(failure).toBeInstanceOf(ReconciliationError);
    expect((failure as ReconciliationError).problems).toEqual([
      { path: 'ledgerTable', message: `must be a table with the keys runId and operationId; ${message}` },
      { path: 'controlTable', message: expect.stringContaining('must be a table with the key name; ') },
    ]);
  });
});
