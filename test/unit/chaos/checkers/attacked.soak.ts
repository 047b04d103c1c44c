/** What the checks say, word for word, of runs that the adversary has changed. A part of mutation runs, too. */
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { Evidence } from '../../../../chaos/evidence/index.ts';
import { checkersOf } from '../../../../chaos/checkers/index.ts';
import { checkNamed } from '../one-check.ts';
import { attackedRuns } from './attacked.ts';

/** By the kind of the change: a line for each check that is not valid. */
const answers = JSON.parse(readFileSync(new URL('attacked.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, readonly string[]>
>;

/** Read by the first test that needs them: a mutation run takes what a module does while it is loaded for static. */
let read: Promise<ReadonlyMap<string, Evidence>> | undefined;
const runs = (): Promise<ReadonlyMap<string, Evidence>> => (read ??= attackedRuns(new Set(Object.keys(answers))));

/** The checks that some change turns. A mutation run tries one test for each of them, on all runs. */
const turning = new Set(Object.values(answers).flatMap((lines) => lines.map((line) => line.split(' ')[0] ?? '')));

/** The line of a check that is not valid. */
function lineOf(check: string, evidence: Evidence): string[] {
  const answer = checkNamed(check, evidence);
  if (answer === undefined || answer.result === 'valid') return [];
  return [`${check} ${answer.result}: ${answer.summary} ${answer.evidence.join(' | ')}`];
}

it('can be asked of each of these changes', async () => {
  expect(Object.keys(answers).sort()).toEqual([...(await runs()).keys()].sort());
}, 240_000);

it.each([...turning])('%s', async (check) => {
  const found = [...(await runs())].map(([kind, evidence]) => [kind, lineOf(check, evidence)] as const);
  const expected = Object.entries(answers).map(
    ([kind, lines]) => [kind, lines.filter((line) => line.startsWith(`${check} `))] as const,
  );
  expect(new Map(found)).toEqual(new Map(expected));
});

it('are valid for all other checks', async () => {
  for (const [kind, evidence] of await runs()) {
    const others = checkersOf(evidence.system).flatMap(({ name }) => (turning.has(name) ? [] : lineOf(name, evidence)));
    expect([kind, others]).toEqual([kind, []]);
  }
});
