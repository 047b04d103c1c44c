import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { overridesOf } from '../../../chaos/sabotage/index.ts';
import { matchingResources } from '../../../chaos/sabotage/template-change.ts';
import type { Template } from '../../../infra/templates.ts';
import { singles } from '../../sabotage/planted.ts';
import { type StageTemplates, stageTemplates } from '../infra/stage-templates.ts';

const changing = singles.filter(({ changes = [] }) => changes.length > 0);

/** How many resources of the unchanged templates each change affects. */
const MEANT: Readonly<Record<string, readonly number[]>> = {
  'retries-unbounded': [3],
  'on-failure-queue-without-consumer': [1, 1],
  'release-not-rolled-back': [1],
  'release-watched-by-wrong-alarm': [1],
  'error-alarm-removed': [1],
  'alarm-with-wrong-dimension': [1],
  'alarm-treats-missing-as-breaching': [1],
  'metric-filter-matches-nothing': [4],
  'reconciler-repairs-in-flight': [1],
  'alarm-actions-removed': [1],
  'alarm-actions-disabled': [1],
  'alarm-with-wrong-metric': [1],
  'alarm-with-foreign-unit': [1],
  'schedule-disabled': [1],
  'queues-without-retries': [1, 1, 1],
  'alarm-threshold-too-high': [1],
  'alarm-averages-an-hour': [1],
  'alarm-needs-many-periods': [1],
  'alarm-action-of-another-team': [1],
  'errors-counted-as-zero': [4],
  'reconciled-once-a-month': [1],
};

describe('the templates of a sabotaged stage', () => {
  let stage: StageTemplates;
  let templates: Template[];
  beforeAll(async () => {
    stage = await stageTemplates('dev');
    templates = await Promise.all(
      stage.files.map(async (file) => JSON.parse(await readFile(file, 'utf8')) as Template),
    );
  }, 120_000);
  afterAll(() => stage.remove());

  it.each(changing)('$name affects these resources of the unchanged templates', ({ name, changes = [] }) => {
    const meant = changes.map((change) => templates.flatMap((template) => matchingResources(template, change)).length);
    expect({ name, meant }).toEqual({ name, meant: MEANT[name] });
  });

  it.each(changing)('$name leaves every other resource as it is', ({ name, changes = [], ...sabotage }) => {
    const { mutateTemplate } = overridesOf({ name, changes, ...sabotage });
    const meant = templates.flatMap((template) => changes.flatMap((change) => matchingResources(template, change)));
    const touched = templates.flatMap((template) => {
      const changed = mutateTemplate(template).Resources;
      return Object.keys(template.Resources).filter((id) => changed[id] !== template.Resources[id]);
    });
    expect(touched.sort()).toEqual(meant.sort());
  });
});
