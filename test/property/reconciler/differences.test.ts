import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { type Contents, START, World } from './world.ts';

/** Some keys are names of members that every object has; others differ only in details that a careless join loses. */
const key = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.constantFrom('__proto__', 'constructor', 'a|b', 'a', '["a","b"]', 'é', 'e\u0301'),
);
const contents = fc.dictionary(key, fc.string({ maxLength: 2 }), { maxKeys: 20, noNullPrototype: true });
const OLD = START - 3_600_000;

function fill(target: Contents, source: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(source)) target.set(name, { value, touchedAt: OLD });
}

const found = async (world: World, relation: 'equal' | 'subset') =>
  new Map((await world.run(relation)).differences.map(({ key: name, kind }) => [name, kind]));

describe('the differences of two stores at rest', () => {
  it('are found exactly: none is missed, none is invented', async () => {
    await fc.assert(
      fc.asyncProperty(contents, contents, fc.constantFrom('equal', 'subset'), async (left, right, relation) => {
        const world = new World();
        fill(world.left, left);
        fill(world.right, right);
        const differences = await found(world, relation);
        const expected = new Map<string, string>();
        for (const name of new Set([...world.left.keys(), ...world.right.keys()])) {
          const one = world.left.get(name)?.value;
          const other = world.right.get(name)?.value;
          if (one === other || (relation === 'subset' && one === undefined)) continue;
          expected.set(name, one === undefined ? 'missing-left' : other === undefined ? 'missing-right' : 'different');
        }
        return JSON.stringify([...differences].sort()) === JSON.stringify([...expected].sort());
      }),
    );
  });

  it('do not exist between any contents and their copy, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(contents, async (held) => {
        const world = new World();
        fill(world.left, held);
        fill(world.right, Object.fromEntries(Object.entries(held).reverse()));
        return (await world.run()).outcome === 'clean';
      }),
    );
  });
});
