import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { START, World } from './world.ts';

const MINUTE = 60_000;

/** Writes to the master, each copied within a minute, while a run reads slowly and settles. */
const write = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd', 'new'),
  value: fc.string({ maxLength: 3 }),
  at: fc.integer({ min: -MINUTE, max: 20 * MINUTE }),
  lag: fc.integer({ min: 1, max: MINUTE }),
});

function play(world: World, writes: readonly { key: string; value: string; at: number; lag: number }[]): void {
  const lastCopy = new Map<string, number>();
  for (const { key, value, at, lag } of [...writes].sort((one, other) => one.at - other.at)) {
    const copiedAt = Math.max(START + at + lag, lastCopy.get(key) ?? 0);
    lastCopy.set(key, copiedAt);
    world.at(START + at, () => world.left.set(key, { value, touchedAt: START + at }));
    world.at(copiedAt, () => world.right.set(key, { value, touchedAt: copiedAt }));
  }
}

function level(world: World): void {
  for (const key of ['a', 'b', 'c', 'd', 'drift']) {
    const held = { value: 'level', touchedAt: START - 60 * MINUTE };
    world.left.set(key, held);
    world.right.set(key, held);
  }
}

describe('changes in flight', () => {
  it('are never drift, however run and copies interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { maxLength: 40 }),
        fc.integer({ min: 0, max: 20_000 }),
        async (writes, readMs) => {
          const world = new World();
          level(world);
          play(world, writes);
          return (await world.run('equal', readMs)).differences.length === 0;
        },
      ),
    );
  });

  it('do not hide drift on a key at rest', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { maxLength: 40 }),
        fc.integer({ min: 0, max: 20_000 }),
        async (writes, readMs) => {
          const world = new World();
          level(world);
          world.right.set('drift', { value: 'drifted', touchedAt: START - 60 * MINUTE });
          play(world, writes);
          const { differences } = await world.run('equal', readMs);
          return differences.length === 1 && differences[0]?.key === 'drift';
        },
      ),
    );
  });
});
