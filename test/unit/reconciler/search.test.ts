import { describe, expect, it } from '@jest/globals';
import { search } from '../../../reconciler/engine/search.ts';
import {
  canonicalText,
  DuplicateKeyError,
  type EngineRule,
  type Finding,
  type Progress,
  type Row,
  type SearchPorts,
} from '../../../reconciler/index.ts';
import { fileSpool } from '../../../reconciler/spool/index.ts';

const SEED = '0'.repeat(32);
const WINDOW = 120_000;

type Contents = Map<string, string>;

/** A rule over two sets; `looked` is called each time that keys are re-read. */
function rule(
  left: Contents,
  right: Contents,
  looked: (keys: readonly string[]) => void = () => undefined,
): EngineRule {
  const row = (contents: Contents, key: string): Row | undefined => {
    const value = contents.get(key);
    return value === undefined ? undefined : { key, fields: { value } };
  };
  const scan = async function* (contents: Contents) {
    for (const key of [...contents.keys()]) {
      await Promise.resolve();
      yield row(contents, key)!;
    }
  };
  const token = ({ fields }: Row): string => canonicalText('text', fields['value']);
  return {
    name: 'rule',
    after: [],
    settleWindow: WINDOW,
    settleRounds: 3,
    stuckAfter: Infinity,
    stuckOwner: 'rule',
    expectRows: { left: 0, right: 0 },
    limits: { count: 1, share: 1, always: 1 },
    sides: {
      scanLeft: () => scan(left),
      scanRight: () => scan(right),
      reread(keys) {
        looked(keys);
        const pairOf = (key: string) => {
          const [one, other] = [row(left, key), row(right, key)];
          return { ...(one && { left: one }), ...(other && { right: other }) };
        };
        return Promise.resolve(new Map(keys.map((key) => [key, pairOf(key)])));
      },
    },
    relation: { kind: 'equal', leftToken: token, rightToken: token, agrees: (one, other) => one === other },
    inFlight: () => false,
    explained: () => false,
    describe: () => ({}),
    masters: () => ({}),
    remedy: () => ({ kind: 'report', reason: '' }),
  };
}

function ports(more: Partial<SearchPorts> = {}) {
  const reported: Finding[] = [];
  const progress: Progress[] = [];
  let now = 0;
  const given: SearchPorts = {
    clock: {
      now: () => now,
      sleep: (ms) => {
        now += ms;
        return Promise.resolve();
      },
      elapsed: () => now,
    },
    reading: { signal: new AbortController().signal, received: () => undefined },
    progress: (step) => progress.push(step),
    holdOn: () => Promise.resolve(),
    seed: SEED,
    spool: fileSpool(),
    memory: { rows: 4 },
    keep: 3,
    found: (finding) => {
      reported.push(finding);
      return Promise.resolve();
    },
    ...more,
  };
  return { reported, progress, given };
}

const numbered = (count: number, value: string): Contents =>
  new Map(Array.from({ length: count }, (_, at) => [`key ${at}`, value]));

describe('the search of a rule', () => {
  it('reports every finding and keeps the first ones, even if there are more than memory may hold', async () => {
    const { reported, given } = ports();
    const left = numbered(50, 'old');
    const found = await search(rule(left, numbered(45, 'new')), [], given);
    expect(found).toMatchObject({ rows: { left: 50, right: 45 }, candidates: 50, drift: 50, deferred: 0 });
    expect(found.findings).toEqual(reported.slice(0, 3));
    expect(reported.map(({ key }) => key).sort()).toEqual([...left.keys()].sort());
  });

  it('re-reads in batches that fit its memory', async () => {
    const sizes: number[] = [];
    await search(
      rule(numbered(10, 'old'), numbered(10, 'new'), (keys) => sizes.push(keys.length)),
      [],
      ports().given,
    );
    expect(sizes).toEqual([4, 4, 2]);
  });

  it('reads a changing key again, and passes it once the sides agree at a version seen before', async () => {
    const left = numbered(10, 'a');
    const right = numbered(10, '0');
    let looks = 0;
    const changing = rule(left, right, (keys) => {
      for (const key of keys) {
        if (key === 'key 3') {
          // The copy is one write behind: the sides have different versions at every read.
          looks += 1;
          right.set(key, left.get(key) ?? '');
          left.set(key, `version ${looks}`);
        }
      }
    });
    const { reported, progress, given } = ports();
    const found = await search(changing, [], given);
    expect(reported.map(({ key }) => key)).not.toContain('key 3');
    expect([found.drift, found.deferred]).toEqual([9, 0]);
    expect(progress.filter(({ kind }) => kind === 'settling')).toHaveLength(1);
  });

  it('defers a key that keeps changing to the next run', async () => {
    const left = numbered(10, 'a');
    const right = numbered(10, 'b');
    let looks = 0;
    const restless = rule(left, right, (keys) => {
      looks += 1;
      if (keys.includes('key 3')) left.set('key 3', `left ${looks}`);
    });
    const found = await search(restless, [], ports().given);
    expect([found.drift, found.deferred]).toEqual([9, 1]);
  });

  it('reports a key that a side returns twice', async () => {
    const twice = rule(numbered(10, 'a'), numbered(10, 'a'));
    const sides = {
      ...twice.sides,
      async *scanRight() {
        for (let time = 0; time < 2; time += 1) {
          await Promise.resolve();
          yield { key: 'key 1', fields: { value: 'a' } };
        }
      },
    };
    await expect(search({ ...twice, sides }, [], ports().given)).rejects.toThrow(DuplicateKeyError);
  });

  it('looks only at changed keys when it is given a time', async () => {
    const looked: string[][] = [];
    const whole = rule(numbered(4, 'old'), numbered(4, 'new'), (keys) => looked.push([...keys]));
    const changes = async function* () {
      await Promise.resolve();
      yield* ['key 1', 'key 3', 'key 1'];
    };
    const found = await search({ ...whole, sides: { ...whole.sides, changes } }, [], ports({ since: 0 }).given);
    expect(found).toMatchObject({ rows: { left: 2, right: 2 }, candidates: 2, drift: 2, pass: 'changes' });
    expect(new Set(looked.flat())).toEqual(new Set(['key 1', 'key 3']));
  });

  it('looks at everything if more keys changed than memory may hold', async () => {
    const whole = rule(numbered(9, 'old'), numbered(9, 'new'));
    const changes = async function* () {
      await Promise.resolve();
      yield* [0, 1, 2, 3, 4].map((at) => `key ${at}`);
    };
    const found = await search({ ...whole, sides: { ...whole.sides, changes } }, [], ports({ since: 0 }).given);
    expect(found).toMatchObject({ rows: { left: 9, right: 9 }, drift: 9 });
    expect(found).not.toHaveProperty('pass');
  });
});
