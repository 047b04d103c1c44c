/** Checks the settings of the pipeline before anything is deployed: its gate would find most mistakes only after that. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Experiment, needsTwoRegions } from '@evenkeel/chaos/schemas';
import { lineOf, type Mistake, mistakesOf, suggestion, within, wording } from '@evenkeel/chaos/schemas/mistakes';
import { parse } from 'yaml';
import { settingsError } from '../settings-error.ts';
import { isStage, stageNamed } from '../stage.ts';
import { PipelineSettings } from './settings.ts';

const PLACE = 'infra/pipeline/settings.ts';
const EXPERIMENTS = fileURLToPath(new URL('../../systems/commerce/experiments', import.meta.url));
const EXTENSION = '.yaml';

/** @throws SettingsError with every mistake */
export async function soundSettings(given: unknown): Promise<PipelineSettings> {
  const parsed = PipelineSettings.safeParse(given, wording);
  if (!parsed.success) throw settingsError(PLACE, mistakesOf(parsed.error.issues));
  const settings = parsed.data;
  const found = settings.experiments.map(async (name, at) => within(`experiments[${at}]`, await inExperiment(name)));
  const mistakes = [...inStages(settings), ...(await Promise.all(found)).flat()];
  if (mistakes.length > 0) throw settingsError(PLACE, mistakes);
  return settings;
}

function inStages({ rehearsal, production }: PipelineSettings): Mistake[] {
  const mistakes = Object.entries({ rehearsal, production })
    .filter(([, name]) => !isStage(name))
    .map(([path, name]) => ({ path, message: `must be a stage of infra/stage.ts, not ${name}` }));
  if (rehearsal === production) {
    mistakes.push({ path: 'production', message: `must be another stage than rehearsal, ${rehearsal}` });
  }
  if (isStage(rehearsal) && !stageNamed(rehearsal).chaos) {
    const message = `must be a stage with \`chaos: true\`: ${rehearsal} has false, so no fault can be armed on it`;
    mistakes.push({ path: 'rehearsal', message });
  }
  return mistakes;
}

async function inExperiment(name: string): Promise<Mistake[]> {
  const mistake = (message: string): Mistake[] => [{ path: '', message }];
  const known = (await readdir(EXPERIMENTS))
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => file.slice(0, -EXTENSION.length));
  if (!known.includes(name)) {
    return mistake(`there is no experiment ${name} in systems/commerce/experiments${suggestion(name, known)}`);
  }
  const document: unknown = parse(await readFile(join(EXPERIMENTS, `${name}${EXTENSION}`), 'utf8'));
  const { data: experiment, error } = Experiment.safeParse(document, wording);
  if (error !== undefined) return mistake(`${name}: ${mistakesOf(error.issues).map(lineOf).join('; ')}`);
  if (needsTwoRegions(experiment)) {
    return mistake(
      `${name} needs two regions, of which nothing on AWS can be cut off; play it with a plan: evenkeel gameday`,
    );
  }
  return experiment.minSpeed > 1
    ? mistake(
        `${name} needs speed ${experiment.minSpeed}, and on AWS time passes at speed 1; play it with a plan: evenkeel gameday`,
      )
    : [];
}
