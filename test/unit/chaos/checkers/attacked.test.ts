/** What the checks say, word for word, of runs that the adversary has changed. */
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { judge } from '../../../../chaos/judge.ts';
import { attackedRuns } from './attacked.ts';

const answers = JSON.parse(readFileSync(new URL('attacked.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, readonly string[]>
>;
const runs = await attackedRuns();

it.each([...runs])('%s', (kind, evidence) => {
  const turned = judge(evidence).checks.filter(({ result }) => result !== 'valid');
  expect(
    turned.map(({ name, result, summary, evidence: lines }) => `${name} ${result}: ${summary} ${lines.join(' | ')}`),
  ).toEqual(answers[kind]);
});

it('has the answers to these changes, and no others', () => {
  expect(Object.keys(answers).sort()).toEqual([...runs.keys()].sort());
});
