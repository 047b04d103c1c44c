/** A run directory that was changed, with counts and seals made to agree, must not pass for a sound run. */
import { describe, expect, it } from '@jest/globals';
import { type Attack, attackAll, isCaught, judgeUnchanged, sampleOf } from './attack.ts';
import { derivedKinds, namedKinds } from './kinds/index.ts';
import { PENDING } from './pending.ts';
import { shopRun, system } from './shop-run.ts';

const SEED = 1;
/** The share of the derived kinds that this suite tries; the soak suite tries all of them. */
const PARTS = 24;

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
    ['thought of one by one', namedKinds],
    ['derived from the schemas and the views, a sample', sampleOf(derived, PARTS, SEED)],
  ])(
    'is caught whatever it changes, but for what misleads nobody: %s',
    async (_which, kinds) => {
      const attacks = await attackAll(files, system, kinds, { seed: SEED, resealed: true });
      const due = attacks.filter(({ wanted }) => wanted.must === 'be caught');
      const missed = due.filter((one) => !isCaught(one) && !PENDING.has(one.kind));
      const overdue = due.filter((one) => isCaught(one) && PENDING.has(one.kind));
      expect({ missed: missed.map(brief), noLongerPending: overdue.map(brief) }).toEqual({
        missed: [],
        noLongerPending: [],
      });
      const harmless = attacks.filter(({ wanted }) => wanted.must !== 'be caught');
      // A reason why a change need not be caught is gone once it is.
      expect(harmless.filter(isCaught).map(brief)).toEqual([]);
    },
    240_000,
  );
});
