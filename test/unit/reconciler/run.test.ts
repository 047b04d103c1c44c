import { describe, expect, it } from '@jest/globals';
import {
  canonicalText,
  type Clock,
  type EngineRule,
  type Finding,
  type Intent,
  LeaseLostError,
  OutOfTimeError,
  type Pair,
  reconcile,
  type Remedy,
  type RunOptions,
} from '../../../reconciler/index.ts';

const LIMITS = { count: 100, share: 0.05, always: 20 };

/** A rule over two sets of states, whose owner copies the left state to the right. */
function rule(left: Record<string, string>, right: Record<string, string>, more: Partial<EngineRule> = {}): EngineRule {
  const rows = (states: Record<string, string>) =>
    Object.entries(states).map(([key, state]) => ({ key, fields: { state } }));
  const pairOf = (key: string): Pair => {
    const [one] = rows(left).filter((row) => row.key === key);
    const [other] = rows(right).filter((row) => row.key === key);
    return { ...(one && { left: one }), ...(other && { right: other }) };
  };
  const stream = async function* (states: Record<string, string>) {
    for (const row of rows(states)) {
      await Promise.resolve();
      yield row;
    }
  };
  return {
    name: 'rule',
    after: [],
    sides: {
      scanLeft: () => stream(left),
      scanRight: () => stream(right),
      reread: (keys) => Promise.resolve(new Map(keys.map((key) => [key, pairOf(key)]))),
    },
    relation: {
      leftToken: ({ fields }) => canonicalText('text', fields['state']),
      rightToken: ({ fields }) => canonicalText('text', fields['state']),
      agrees: (one, other) => one === other,
    },
    settleWindow: 120_000,
    settleRounds: 3,
    inFlight: () => false,
    stuckAfter: Infinity,
    stuckOwner: 'rule',
    expectRows: { left: 0, right: 0 },
    explained: () => false,
    describe: () => ({}),
    masters: () => ({}),
    remedy: ({ key }: Finding): Remedy => ({
      kind: 'call',
      owner: 'owner',
      compensation: 'none',
      call: () => {
        right[key] = left[key] ?? '';
        return Promise.resolve();
      },
    }),
    limits: LIMITS,
    ...more,
  };
}

const SEED = '0'.repeat(32);

function options(rules: readonly EngineRule[], more: Partial<RunOptions> = {}) {
  let now = 1_000_000;
  const intents: Intent[] = [];
  const clock: Clock = {
    now: () => now,
    sleep: (ms, signal) => {
      signal.throwIfAborted();
      now += ms;
      return Promise.resolve();
    },
    elapsed: () => now,
  };
  const ledger = {
    intend: (intent: Intent) => {
      intents.push(intent);
      return Promise.resolve();
    },
    conclude: () => Promise.resolve(),
  };
  const repair = { ledger, lease: { renew: () => Promise.resolve() }, limits: LIMITS };
  return { runId: 'run', seed: SEED, rules, clock, signal: new AbortController().signal, repair, intents, ...more };
}

describe('a run', () => {
  it('records the intent before it repairs, and reads the key again afterwards', async () => {
    const run = options([rule({ a: '1', b: '1' }, { a: '1', b: '2' })]);
    const { outcome, differences } = await reconcile(run);
    expect([outcome, differences.map(({ key, repaired }) => [key, repaired])]).toEqual(['repaired', [['b', true]]]);
    expect(run.intents.map(({ operationId }) => operationId)).toEqual(['rule#b']);
  });

  it('does not count as repaired what still differs', async () => {
    const call = { kind: 'call', owner: 'owner', compensation: 'none', call: () => Promise.resolve() } as const;
    const { outcome, rules } = await reconcile(options([rule({ a: '1' }, {}, { remedy: () => call })]));
    expect([outcome, rules[0]?.repaired]).toEqual(['drift', 0]);
  });

  it('stops before it makes more repairs than its cap allows', async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`k${index}`, 'x']));
    const run = options([rule(many, {})]);
    const { outcome, rules } = await reconcile(run);
    expect([outcome, run.intents.length]).toEqual(['stopped', 0]);
    expect(rules[0]?.reason).toContain('30 repairs are more than 5 % of 30 rows');
  });

  it('repairs nothing at all when one rule is inconclusive', async () => {
    const broken = rule({}, {}, { name: 'broken', expectRows: { left: 1, right: 0 } });
    const run = options([rule({ a: '1' }, {}), broken]);
    const { outcome, rules } = await reconcile(run);
    expect([outcome, rules.map((each) => each.outcome), run.intents.length]).toEqual([
      'inconclusive',
      ['drift', 'inconclusive'],
      0,
    ]);
  });

  it('stops when its time is up, or its lease is lost', async () => {
    const ended = AbortSignal.abort(new OutOfTimeError());
    expect((await reconcile(options([rule({ a: '1' }, {})], { signal: ended }))).outcome).toBe('stopped');
    const run = options([rule({ a: '1' }, {})]);
    const lost = { ...run.repair, lease: { renew: () => Promise.reject(new LeaseLostError('run')) } };
    expect((await reconcile({ ...run, repair: lost })).outcome).toBe('stopped');
  });

  it('runs a rule after the rules it names, and passes it what they left open', async () => {
    const seen: string[][] = [];
    const later = rule(
      { b: '1' },
      {},
      {
        name: 'later',
        after: ['rule'],
        explained: (_pair, _key, open) => {
          seen.push(open.map(({ key }) => key));
          return true;
        },
      },
    );
    const { runId, seed, rules, clock, signal } = options([later, rule({ a: '1' }, {})]);
    const { differences } = await reconcile({ runId, seed, rules, clock, signal });
    expect([seen, differences.map(({ key }) => key)]).toEqual([[['a']], ['a']]);
  });

  it('reports a stuck key once among the rules of one owner', async () => {
    const stuck = { inFlight: () => true, stuckAfter: 1, stuckOwner: 'transactions' };
    const rules = [rule({ a: '1' }, {}, { ...stuck, name: 'one' }), rule({ a: '1' }, {}, { ...stuck, name: 'two' })];
    expect((await reconcile(options(rules))).differences.map((difference) => difference.rule)).toEqual(['one']);
  });

  it('is inconclusive when a view returns a key twice', async () => {
    const twice = rule({}, {});
    const stream = async function* () {
      await Promise.resolve();
      yield { key: 'a', fields: { state: '1' } };
      yield { key: 'a', fields: { state: '1' } };
    };
    const { outcome, rules } = await reconcile(options([{ ...twice, sides: { ...twice.sides, scanLeft: stream } }]));
    expect(outcome).toBe('inconclusive');
    expect(rules[0]?.reason).toContain('more than once');
  });
});
