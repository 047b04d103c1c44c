import { expect } from '@jest/globals';
import { drawn } from '../sabotage/draw.ts';
import { nameOf, removedGrantsSuite } from './removed-grants.ts';

/** All of them take minutes: `removed-grants.soak.ts`. */
const SAMPLE = 30;
const SEED = 20261129;

removedGrantsSuite((used) => {
  expect(used.length).toBeGreaterThan(SAMPLE);
  return drawn(used, SAMPLE, SEED, nameOf);
}, 1_200_000);
