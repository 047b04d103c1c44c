import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { parseExperiment, parsePlan } from '../../../chaos/documents/index.ts';
import { readJournal } from '../../../chaos/evidence/journal.ts';
import { withChaos } from '../../../chaos/injector/index.ts';
import { EVIDENCE_VERSION } from '../../../chaos/schemas/index.ts';
import { lineOf, mistakesOf, mustBe, wording } from '../../../chaos/schemas/mistakes.ts';
import { defineSystem } from '../../../chaos/system/index.ts';
import { problemsWith, strict } from '../../../reconciler/options.ts';
import { lineOf as lineOfProblem } from '../../../reconciler/rules/problem.ts';
import { readRun } from '../../../reports/run.ts';

const linesOf = (schema: z.ZodMiniType, value: unknown): string[] => {
  const { error } = schema.safeParse({ it: value }, wording);
  return mistakesOf(error?.issues ?? [], 'option').map(lineOf);
};

const text = z.string().check(z.minLength(1));
const owned = z.strictObject({ owner: z.optional(z.string()) });
const kinds = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('copy') }),
  z.strictObject({ kind: z.literal('call'), owner: z.string() }),
]);

describe('a mistake in a value', () => {
  it.each<[what: string, schema: z.ZodMiniType, value: unknown, line: string]>([
    ['a missing text', z.string(), undefined, 'it is required (a string)'],
    ['a number in place of a text', z.string(), 7, 'it must be a string, not 7'],
    ['an empty text', text, '', 'it must be a string that is not empty, not ""'],
    ['a number in place of an object', owned, 7, 'it must be an object, not 7'],
    ['a fraction', z.int(), 1.5, 'it must be a whole number, not 1.5'],
    ['a small number', z.number().check(z.minimum(1)), 0, 'it must be at least 1, not 0'],
    ['zero', z.number().check(z.positive()), 0, 'it must be more than 0, not 0'],
    [
      'an empty list',
      z.array(z.string()).check(z.minLength(1)),
      [],
      'it must be an array that is not empty, not an empty one',
    ],
    ['an item of a list', z.array(z.boolean()), [true, 'no'], 'it[1] must be true or false, not "no"'],
    ['a missing part', kinds, { kind: 'call' }, 'it.owner is required (a string)'],
  ])('is worded as the reconciler words it: %s', (_what, schema, value, line) => {
    expect(linesOf(z.object({ it: schema }), value)).toEqual([line]);
    expect(problemsWith('', z.object({ it: schema }), { it: value }).map(lineOfProblem)).toEqual([line]);
  });

  it.each([
    ['unlike all others', 'x', 'it.x: unknown option; the options are owner'],
    ['misspelt', 'onwer', 'it.onwer: unknown option (did you mean owner?); the options are owner'],
  ])('is worded as the reconciler words it: an unknown option, %s', (_what, name, line) => {
    const value = { [name]: 1 };
    expect(linesOf(z.object({ it: owned }), value)).toEqual([line]);
    const ofReconciler = z.object({ it: strict({ owner: z.optional(z.string()) }) });
    expect(problemsWith('', ofReconciler, { it: value }).map(lineOfProblem)).toEqual([line]);
  });

  it.each<[what: string, schema: z.ZodMiniType, value: unknown, line: string]>([
    ['a list in place of a text', text, [], 'it must be a string, not an array'],
    ['a large number', z.number().check(z.maximum(1)), 2, 'it must be at most 1, not 2'],
    [
      'a misspelt choice',
      z.enum(['before', 'after']),
      'befor',
      'it must be "before" or "after" (did you mean before?), not "befor"',
    ],
    ['an unknown kind', kinds, { kind: 'kopy' }, 'it.kind must be "copy" or "call" (did you mean copy?), not "kopy"'],
    ['no kind', kinds, {}, 'it.kind is required ("copy" or "call")'],
    [
      'a day',
      z.iso.datetime(),
      '2026-03-14',
      'it must be a time in UTC, such as 2026-03-14T15:00:00Z, not "2026-03-14"',
    ],
    ["the schema's own message", z.string().check(z.regex(/^a/, 'must begin with a')), 'b', 'it must begin with a'],
    ["the schema's own test", z.custom((given) => given === 1, { error: mustBe('one') }), 2, 'it must be one, not 2'],
  ])('is in words of our own: %s', (_what, schema, value, line) => {
    expect(linesOf(z.object({ it: schema }), value)).toEqual([line]);
  });
});

describe('the mistakes that a user makes', () => {
  const directory = mkdtempSync(join(tmpdir(), 'evenkeel-mistakes-'));
  writeFileSync(join(directory, 'journal.json'), JSON.stringify({ version: EVIDENCE_VERSION, status: 'done' }));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });
  // As JavaScript calls them, which no compiler checks.
  const define = defineSystem as unknown as (given: unknown) => unknown;
  const wrap = withChaos as unknown as (...given: unknown[]) => unknown;

  it.each<[where: string, act: () => unknown, message: RegExp]>([
    ['an experiment', () => parseExperiment('name: 7\n', 'a.yaml'), /\n {2}a\.yaml:1: name must be a string, not 7\n/],
    [
      'a short experiment',
      () => parseExperiment('name: a\n', 'a.yaml'),
      /\n {2}a\.yaml:1: title is required \(a string\)\n/,
    ],
    [
      'a plan',
      () => parsePlan('nmae: a\n', 'p.yaml'),
      /\n {2}p\.yaml:1: nmae: unknown field \(did you mean name\?\); the fields are /,
    ],
    [
      'a system',
      () => define({ name: 'a', seed: 1 }),
      /\n {2}reconciliation is required \(.*\)\n {2}seed must be a function, not 1/,
    ],
    ['a handler', () => wrap(() => 1, { service: 7 }), /options\.service must be a string, not 7/],
    [
      'a journal to judge',
      () => readJournal(directory),
      /cannot be read: status must be "running", "completed".*, not "done"/,
    ],
    ['a journal to report', () => readRun(directory), /\n {2}status must be "running", "completed".*, not "done"/],
  ])('are worded in the same way in %s', async (_where, act, message) => {
    const acting = async () => {
      await act();
    };
    await expect(acting()).rejects.toThrow(message);
  });
});
