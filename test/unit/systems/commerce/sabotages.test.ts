import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { checkAll } from '../../../../chaos/judge.ts';
import { incomplete } from '../../../../chaos/evidence/index.ts';
import { readExperiment } from '../../../../chaos/library.ts';
import type { Sabotage } from '../../../../chaos/sabotage/index.ts';
import { overrideText, type SourceOverride } from '../../../../chaos/sabotage/source-override.ts';
import { TRACES_FILE } from '../../../../chaos/schemas/evidence/trace-span.ts';
import commerce from '../../../../systems/commerce/evenkeel.system.ts';
import { singles as sabotages } from '../../../sabotage/planted.ts';
import { journal } from '../../chaos/sound-run.ts';

const sourceOf = ({ module }: SourceOverride): Promise<string> =>
  readFile(new URL(`../../../../${module}.ts`, import.meta.url), 'utf8');

/** Whether a sabotage makes functions trace, which they do not by default. */
const isTraced = ({ environment = [] }: Sabotage): boolean => environment.some(({ set }) => set['TRACING'] === 'otlp');

/** The names of the checks that judge a run of the sabotaged shop on its experiment, whatever they answer. */
async function checksOn(sabotage: Sabotage): Promise<string[]> {
  const { experiment: name } = sabotage;
  const path = fileURLToPath(new URL(`../../../../systems/commerce/experiments/${name}.yaml`, import.meta.url));
  const experiment = await readExperiment(path, { system: commerce });
  const part = incomplete('not needed');
  const parts = {
    events: part,
    history: part,
    prediction: part,
    before: part,
    drained: part,
    drifted: part,
    end: part,
    reconciles: part,
    k6: part,
    unsent: part,
    transitions: part,
    seal: part,
    ledgers: part,
    access: part,
    traces: part,
  };
  const counts = { ...journal.counts, ...(isTraced(sabotage) && { [TRACES_FILE]: 1 }) };
  return checkAll({ journal: { ...journal, experiment, counts }, system: commerce, parts }).map((check) => check.name);
}

describe.each(sabotages.map((sabotage) => ({ ...sabotage, sabotage })))(
  'sabotage $name',
  ({ sabotage, name, expectedCheck, overrides = [], changes = [], seen }) => {
    it('finds each text that it replaces exactly once in the sources', async () => {
      for (const override of overrides) {
        const source = await sourceOf(override);
        expect(overrideText(source, override)).not.toBe(source);
      }
    });

    it("names one of the shop's experiments, and a check that applies to it", async () => {
      expect(await checksOn(sabotage)).toContain(expectedCheck);
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
  expect(sabotages.length).toBeGreaterThan(10);
  expect(new Set(sabotages.map(({ name }) => name)).size).toBe(sabotages.length);
});
