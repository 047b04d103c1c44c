/** What the checks say, word for word, of runs that the adversary has changed. A part of mutation runs, too. */
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { Evidence } from '../../../../chaos/evidence/index.ts';
import { judge } from '../../../../chaos/judge.ts';
import { attackedRuns } from './attacked.ts';

const answers = JSON.parse(readFileSync(new URL('attacked.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, readonly string[]>
>;

/** Read by the first test that needs them: a mutation run takes what a module does while it is loaded for static. */
let read: Promise<ReadonlyMap<string, Evidence>> | undefined;
const runs = (): Promise<ReadonlyMap<string, Evidence>> => (read ??= attackedRuns());

it('has the answers to these changes, and no others', async () => {
  expect(Object.keys(answers).sort()).toEqual([...(await runs()).keys()].sort());
}, 240_000);

it.each(Object.keys(answers))('%s', async (kind) => {
  const evidence = (await runs()).get(kind);
  const turned = evidence === undefined ? [] : judge(evidence).checks.filter(({ result }) => result !== 'valid');
  const lines = turned.map(
    ({ name, result, summary, evidence: found }) => `${name} ${result}: ${summary} ${found.join(' | ')}`,
  );
  expect(lines).toEqual(answers[kind]);
});
