import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { experimentSchema } from '../../../../chaos/documents/index.ts';
import { readExperiment, readPlan, shippedExperiments, shippedPlans } from '../../../../chaos/library.ts';
import { forecast } from '../../../../chaos/prediction/index.ts';
import commerce from '../../../../systems/commerce/evenkeel.system.ts';

const folder = (name: string) => fileURLToPath(new URL(`../../../../systems/commerce/${name}/`, import.meta.url));
const plans = await shippedPlans(folder('plans'));
const experiments = await shippedExperiments(folder('experiments'));
const known = { system: commerce };

describe("the shop's plans", () => {
  it('are valid, with their experiments', async () => {
    const read = await Promise.all(plans.map(({ path }) => readPlan(path, known)));
    expect(read.map(({ plan }) => plan.name).sort()).toEqual(['full', 'gameday', 'regions', 'short']);
    for (const { plan, experiments: planned } of read) {
      for (const { minSpeed } of planned) expect(plan.speed).toBeGreaterThanOrEqual(minSpeed);
    }
  });
});

describe("the shop's experiments", () => {
  it('hit something with every fault, whatever the seed, if they are short', async () => {
    const seeds = Array.from({ length: 30 }, (_, seed) => seed + 1);
    const full = plans.find(({ name }) => name === 'full');
    const { experiments: planned } = await readPlan(full?.path ?? '', known);
    expect(planned.length).toBeGreaterThanOrEqual(10);
    for (const experiment of planned) {
      const barren = seeds.flatMap((seed) =>
        forecast(experiment, seed, commerce).faults.flatMap(({ id, hits, mayHit }) => {
          // Which operations reach the version of a release is not known in advance.
          const isRelease = experiment.faults.some((fault) => fault.id === id && fault.fault === 'release');
          return (isRelease ? mayHit : hits) === 0 ? [`${id} ${seed}`] : [];
        }),
      );
      expect(barren).toEqual([]);
    }
  });

  it('include at least eight that take at most a minute from start to verdict', async () => {
    const aroundSeconds = 12;
    const all = await Promise.all(experiments.map(({ path }) => readExperiment(path, known)));
    const seconds = all.map(({ phases, reconcile, minSpeed }) => {
      const load = phases.reduce((sum, phase) => sum + phase.seconds + phase.drainSeconds, 0);
      return load + (reconcile?.afterSeconds ?? 0) / Math.max(minSpeed, 20) + aroundSeconds;
    });
    expect(seconds.filter((each) => each <= 60).length).toBeGreaterThanOrEqual(8);
  });

  it.each(experiments)('$name follows the JSON Schema of experiments', async ({ path }) => {
    const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, validateFormats: false });
    const conforms = ajv.compile(experimentSchema(commerce));
    expect(conforms(parse(await readFile(path, 'utf8'))) ? [] : conforms.errors).toEqual([]);
  });
});
