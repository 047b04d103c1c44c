/** A run directory that was changed, with counts and seals made to agree, must not pass for a sound run. */
import { describe, expect, it } from '@jest/globals';
import { type Attack, attackAll, isCaught, judgeUnchanged, sampleOf } from './attack.ts';
import { derivedKinds, namedKinds } from './kinds/index.ts';
import { shopRun, system } from './shop-run.ts';

const SEED = 1;
/** Every how many-th kind this suite tries; the soak suite tries all of them. */
const NAMED_PARTS = 6;
const DERIVED_PARTS = 300;

const files = await shopRun();
const derived = derivedKinds(files);

const brief = ({ kind, got, because }: Attack) => ({ kind, got, because: because.slice(0, 2) });

describe('the adversary', () => {
  it('knows at least 150 kinds of changes, each by a name of its own', () => {
    const names = [...namedKinds, ...derived].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(namedKinds.length).toBeGreaterThanOrEqual(150);
  });

  it('begins with a run that passes', async () => {
    expect(await judgeUnchanged(files, system)).toEqual({ verdict: 'PASS', turned: [] });
  });

  it.each([
    ['thought of one by one, a sample', sampleOf(namedKinds, NAMED_PARTS, SEED)],
    ['derived from the schemas and the views, a sample', sampleOf(derived, DERIVED_PARTS, SEED)],
  ])(
    'is caught whatever it changes, but for what misleads nobody: %s',
    async (_which, kinds) => {
      const attacks = await attackAll(files, system, kinds, { seed: SEED, resealed: true, rejudged: true });
      const missed = attacks.filter((one) => one.wanted.must === 'be caught' && !isCaught(one));
      expect(missed.map(brief)).toEqual([]);
    },
    240_000,
  );

  it('is caught by the recorded verdict if he leaves it as it is', async () => {
    const kinds = namedKinds.filter(({ name }) => name === 'journal: FAIL, although nothing is wrong');
    const caught = async (rejudged: boolean) =>
      (await attackAll(files, system, kinds, { seed: SEED, resealed: true, rejudged })).map(isCaught);
    expect([await caught(false), await caught(true)]).toEqual([[true], [false]]);
  });

  it('is caught by the seal whatever it changes, if it leaves the seals as they are', async () => {
    const kinds = [...sampleOf(namedKinds, 12, SEED), ...sampleOf(derived, DERIVED_PARTS * 8, SEED)];
    const attacks = await attackAll(files, system, kinds, { seed: SEED, resealed: false, rejudged: false });
    expect(attacks.filter((one) => !isCaught(one)).map(brief)).toEqual([]);
    const unsealed = attacks.filter(
      ({ got, because }) => got !== 'refused' && !because.some((line) => /^(evidence-sealed|journal) /.test(line)),
    );
    expect(unsealed.map(brief)).toEqual([]);
  }, 240_000);
});
