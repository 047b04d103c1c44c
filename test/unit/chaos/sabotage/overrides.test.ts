import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { checkers } from '../../../../chaos/checkers/index.ts';
import { readExperiment, shippedExperiments } from '../../../../chaos/index.ts';
import { sabotages } from '../../../../chaos/sabotage/index.ts';
import { overrideText, type SourceOverride } from '../../../../chaos/sabotage/source-override.ts';

const sourceOf = ({ module }: SourceOverride): Promise<string> =>
  readFile(new URL(`../../../../${module}.ts`, import.meta.url), 'utf8');

describe('an override of a source', () => {
  const override = { module: 'services/some/module', find: 'if (there) return stop();', replace: 'go();' };

  it('replaces its text, whatever its line breaks', () => {
    expect(overrideText('a();\nif (there)\n    return stop();\nb();', override)).toBe('a();\ngo();\nb();');
  });

  it.each(['a();', 'if (there) return stop(); if (there) return stop();'])('is refused for %j', (source) => {
    expect(() => overrideText(source, override)).toThrow('services/some/module contains the text');
  });
});

describe.each(sabotages)(
  'sabotage $name',
  ({ name, experiment, expectedCheck, overrides = [], changes = [], seen }) => {
    it('finds each text that it replaces exactly once in the sources', async () => {
      for (const override of overrides) {
        const source = await sourceOf(override);
        expect(overrideText(source, override)).not.toBe(source);
      }
    });

    it('names a shipped experiment, and a check that applies to it', async () => {
      const shipped = (await shippedExperiments()).find((one) => one.name === experiment);
      expect(shipped).toBeDefined();
      const read = await readExperiment(shipped?.path ?? '');
      const judges = checkers.filter(({ appliesTo }) => appliesTo(read)).map((checker) => checker.name);
      expect(judges).toContain(expectedCheck);
    });

    it('changes something, and shows when its broken path was executed', () => {
      expect(overrides.length + changes.length).toBeGreaterThan(0);
      const marks = overrides.filter(({ replace }) => replace.includes(`sabotage: '${name}'`)).length;
      expect({ marks, seen: seen !== undefined }).toEqual(
        marks === 0 ? { marks: 0, seen: true } : { marks: 1, seen: false },
      );
    });
  },
);

it('every sabotage has a unique name', () => {
  expect(new Set(sabotages.map(({ name }) => name)).size).toBe(sabotages.length);
});
