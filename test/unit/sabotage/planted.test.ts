import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { transform } from 'esbuild';
import { mark, overrideText, type Sabotage } from '../../../chaos/sabotage/index.ts';
import { areIndependent, plantedNamed, sharedExperiment, singles, together } from '../../sabotage/planted.ts';

const sourceOf = (module: string): string => readFileSync(new URL(`../../../${module}.ts`, import.meta.url), 'utf8');
const base = { culprit: 'Broken.', expectedCheck: 'explained', experiment: 'some' };
const source = () => 'const a = 1; const b = 2; const c = a + b;';
const replacing = (name: string, find: string, replace: string): Sabotage => ({
  ...base,
  name,
  overrides: [{ module: 'm', find, replace }],
});
const changing = (name: string, where: Readonly<Record<string, string>>): Sabotage => ({
  ...base,
  name,
  changes: [{ type: 'AWS::CloudWatch::Alarm', where, set: { Threshold: 2 } }],
});

describe('two sabotages', () => {
  it('are independent if they replace different texts of a module', () => {
    const [one, other] = [replacing('one', 'a = 1', 'a = 3'), replacing('other', 'b = 2', 'b = 4')];
    expect(areIndependent(one, other, source)).toBe(true);
  });

  it.each<[string, string, string, string, string]>([
    ['replace the same text', 'a = 1', 'a = 3', 'a = 1', 'a = 4'],
    ['replace texts that overlap', 'a = 1; const b', 'a = 3; const d', 'b = 2', 'b = 4'],
    ['insert at the same place', 'const c', 'f(); const c', 'const c', 'g(); const c'],
    ['repeat what the other one replaces', 'a = 1', 'a = 1; const d = 2; const b = 2', 'b = 2', 'b = 4'],
  ])('are not independent if they %s', (_how, find, replace, otherFind, otherReplace) => {
    const [one, other] = [replacing('one', find, replace), replacing('other', otherFind, otherReplace)];
    expect(areIndependent(one, other, source)).toBe(false);
    expect(areIndependent(other, one, source)).toBe(false);
  });

  it('are independent if they change different resources, and not if these may be the same', () => {
    const alarm = changing('one', { AlarmName: 'a$' });
    expect(areIndependent(alarm, changing('other', { AlarmName: 'b$' }), source)).toBe(true);
    expect(areIndependent(alarm, changing('other', { AlarmName: 'a$' }), source)).toBe(false);
    expect(areIndependent(alarm, changing('other', { MetricName: 'b$' }), source)).toBe(false);
  });
});

describe('a pair', () => {
  it('leaves marks of its own, which name the part that was executed', () => {
    const one = replacing('one', 'a', mark('one', "'at ' + a"));
    const { sabotage } = together(one, replacing('other', 'b', mark('other', 'b + b')), 'some');
    expect(sabotage.overrides?.map(({ replace }) => replace)).toEqual([
      mark('one+other', "'one: ' + 'at ' + a"),
      mark('one+other', "'other: ' + b + b"),
    ]);
  });

  it('sees what any of its parts sees', async () => {
    const seeing = (name: string, detail: string | undefined): Sabotage => ({
      ...base,
      name,
      seen: async () => Promise.resolve(detail),
    });
    const seenBy = async (...details: [string | undefined, string | undefined]) => {
      const [one, other] = [seeing('one', details[0]), seeing('other', details[1])];
      return together(one, other, 'some').sabotage.seen?.({} as never);
    };
    expect(await seenBy('a', 'b')).toBe('one: a; other: b');
    expect(await seenBy(undefined, 'b')).toBe('other: b');
    expect(await seenBy(undefined, undefined)).toBeUndefined();
  });

  it.each<[string, Partial<Sabotage>, Partial<Sabotage>, string]>([
    ['that both parts name', { experiment: 'a' }, { experiment: 'a' }, 'a'],
    ['of the first part', { experiment: 'a' }, { experiment: 'b' }, 'a'],
    [
      'with the most in it, if either names it',
      { experiment: 'a' },
      { experiment: 'commerce_short' },
      'commerce_short',
    ],
    [
      'of the second part, if the first one shows in every experiment',
      { experiment: 'a', expectedCheck: 'deployed-as-designed' },
      { experiment: 'b' },
      'b',
    ],
    [
      'of the first part, if the second one shows in every experiment',
      { experiment: 'a' },
      { experiment: 'commerce_short', expectedCheck: 'deployed-as-designed' },
      'a',
    ],
  ])('runs the experiment %s', (_which, one, other, experiment) => {
    expect(sharedExperiment({ ...base, name: 'one', ...one }, { ...base, name: 'other', ...other })).toBe(experiment);
  });

  it('is found by the names of its parts', () => {
    const { parts, sabotage } = plantedNamed('limit-off-by-one+price-changes-dropped');
    expect(sabotage.name).toBe('limit-off-by-one+price-changes-dropped');
    expect(parts.map(({ name }) => name)).toEqual(['limit-off-by-one', 'price-changes-dropped']);
    expect(() => plantedNamed('limit-off-by-two')).toThrow('no sabotage limit-off-by-two; choose one of');
  });
});

describe('the sources with a sabotage or an independent pair', () => {
  const pairs = singles.flatMap((one, at) => singles.slice(at + 1).map((other) => [one, other] as const));
  const modulesOf = ({ overrides = [] }: Sabotage) => new Set(overrides.map(({ module }) => module));
  const changed = (parts: readonly Sabotage[], module: string) =>
    parts
      .flatMap(({ overrides = [] }) => overrides.filter((each) => each.module === module))
      .reduce(overrideText, sourceOf(module));

  it.each(singles)('are valid TypeScript: $name', async (sabotage) => {
    for (const module of modulesOf(sabotage)) await transform(changed([sabotage], module), { loader: 'ts' });
  });

  it('are valid TypeScript where a pair shares a module', async () => {
    const sharing = pairs.filter(([one, other]) => areIndependent(one, other, sourceOf));
    const both = sharing.flatMap(([one, other]) =>
      [...modulesOf(one)]
        .filter((module) => modulesOf(other).has(module))
        .map((module) => [one, other, module] as const),
    );
    expect(both.length).toBeGreaterThan(10);
    for (const [one, other, module] of both) await transform(changed([one, other], module), { loader: 'ts' });
  });
});
