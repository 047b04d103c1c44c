// Jest's order of test files. After a run, Jest begins with the files that took longest. A fresh clone has no such run, so
// these begin; otherwise Jest would go by the size of the files, and end with a long one on one core.
import Sequencer from '@jest/test-sequencer';

/** What takes longest, by a part of its path, in the order in which it begins. */
const LONGEST = [
  'e2e/system',
  'integration/packed',
  'reconciler/kill',
  'infra/findings',
  'distributed/distributed',
  'reconciler/repair.',
  'local-boot.',
  'local-plain-app',
  'integration/chaos/',
  'reconciler/sql-cycles',
  'reconciler/data-api',
  'reconciler/commerce',
  'integration/infra/',
  'test/fuzz/',
  'test/adversary/',
  'test/property/',
  'test/integration/',
];

function rank({ path }) {
  const at = LONGEST.findIndex((part) => path.includes(part));
  return at === -1 ? LONGEST.length : at;
}

export default class LongestFirst extends (Sequencer.default ?? Sequencer) {
  sort(tests) {
    const sorted = super.sort(tests);
    const isKnown = sorted.some(({ duration }) => duration !== undefined);
    return isKnown ? sorted : sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
