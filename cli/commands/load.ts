import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  accessToken,
  createLoadDriver,
  LoadError,
  obtainK6,
  onlyJourney,
  type Profile,
  profiles,
  runProfile,
} from '../../loadtests/entry.ts';
import { parentWatch } from '@evenkeel/local/children';
import { commerceOf } from '@evenkeel/chaos/schemas';
import { bind } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { warm } from '../gameday/goods.ts';
import { withSeed, withTarget } from '../options.ts';
import { runsDirectory } from '../places.ts';
import { attach } from '../system/attach.ts';
import { runToken } from './run-name.ts';

const endings = {
  passed: exitCodes.pass,
  failed: exitCodes.fail,
  undelivered: exitCodes.undecided,
  aborted: exitCodes.interrupted,
};

export const load = bind({
  options: (yargs) =>
    withSeed(withTarget(yargs))
      .positional('profile', { type: 'string', demandOption: true, choices: Object.keys(profiles) })
      .option('journey', { type: 'string', describe: 'run only the scenarios of this journey' })
      .example('$0 load smoke', 'run every shopping journey for ten seconds')
      .example('$0 load quota', 'check that Basic and Premium keys are throttled'),
  run: async ({ profile: name, journey, seed, target, stage, prefix }, context) => {
    const { terminal, signal } = context;
    const profile = profileOf(name, journey);
    const system = commerceOf(await attach({ target, stage, prefix }));
    const k6 = await obtainK6({ signal, onBuild: terminal.step });
    await warm(system, await accessToken(system, signal), context);
    const began = new Date();
    const runDirectory = join(runsDirectory(), `load-${name}`, began.toISOString().replaceAll(':', '-'));
    await mkdir(runDirectory, { recursive: true });
    terminal.step(`${profile.name}: ${profile.description}`);
    const result = await runProfile({
      driver: createLoadDriver({ k6, parentWatch }),
      profile,
      system,
      run: runToken(began),
      seed: seed ?? 1,
      runDirectory,
      signal,
    });
    const { operations, ...figures } = result;
    terminal.json({ ...figures, operations: operations.length, runDirectory });
    for (const [scenario, { planned, started }] of Object.entries(result.scenarios)) {
      terminal.print(`${scenario.padEnd(24)} ${started} of ${planned} operations`);
    }
    for (const threshold of result.failedThresholds)
      terminal.print(terminal.colors.red(`threshold crossed: ${threshold}`));
    terminal.print(`${result.outcome}; k6's output is in ${join(runDirectory, 'k6')}`);
    return endings[result.outcome];
  },
});

function profileOf(name: string, journey: string | undefined): Profile {
  const profile = profiles[name];
  if (profile === undefined)
    throw usageFailure(`There is no load profile ${name}. Use one of: ${Object.keys(profiles).join(', ')}.`);
  if (journey === undefined) return profile;
  try {
    return onlyJourney(profile, journey);
  } catch (error) {
    throw error instanceof LoadError ? usageFailure(error.message, error) : error;
  }
}
