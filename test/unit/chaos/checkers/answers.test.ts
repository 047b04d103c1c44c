/** The whole answer of each check, word for word: what a person reads, and what is measured, at the limits too. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Check } from '../../../../chaos/schemas/index.ts';
import { checkNamed } from '../one-check.ts';
import { evidence } from '../sound-run.ts';
import { answerCases as cases } from './answer-cases.ts';
import { trustAnswerCases } from './trust-answer-cases.ts';

const answerCases = [...cases, ...trustAnswerCases];

const answers = JSON.parse(readFileSync(new URL('answers.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Omit<Check, 'name'>>
>;

describe('the whole answer of the check', () => {
  it.each(answerCases.map((one) => [one.check, one.when, one] as const))('%s when %s', (name, when, { changes }) => {
    const found = checkNamed(name, evidence(changes));
    expect(found).toEqual({ name, ...answers[`${name} when ${when}`] });
  });

  it('is written down for these cases, and no others', () => {
    expect(Object.keys(answers).sort()).toEqual(answerCases.map(({ check, when }) => `${check} when ${when}`).sort());
  });
});
