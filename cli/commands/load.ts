import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createLoadDriver, LoadError, obtainK6, onlyJourney, runProfile } from '../../loadtests/entry.ts';
import { parentWatch } from '@evenkeel/local/children';
import { journeyScript } from '@evenkeel/chaos';
import type { LoadProfile } from '@evenkeel/chaos/schemas';
import { bind } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { apiCredentials } from '../gameday/credentials.ts';
import { warmUp } from '../gameday/prepare.ts';
import { withSeed, withDefinition, withTarget } from '../options.ts';
import { runsDirectory } from '../places.ts';
import { attach, usedSystem } from '../system/attach.ts';
import { connectionTo } from '../system/connection.ts';
import { type FoundSystem, systemHere } from '../system/definition.ts';
import { runToken } from './run-name.ts';

const endings = {
  passed: exitCodes.pass,
  failed: exitCodes.fail,
  undelivered: exitCodes.undecided,
  aborted: exitCodes.interrupted,
};

export const load = bind({
  options: (yargs) =>
    withDefinition(withSeed(withTarget(yargs)))
      .positional('profile', {
        type: 'string',
        demandOption: true,
        describe: "name of a load profile in the system's definition",
      })
      .option('journey', { type: 'string', describe: 'run only the scenarios that use this journey' })
      .example('$0 load smoke', 'run the profile named smoke'),
  run: async ({ profile: name, journey, seed, definition: given, target, stage, prefix, system: id }, context) => {
    const { terminal, signal } = context;
    const system = await systemHere(given);
    const { definition } = system;
    const profile = profileOf(system, name, journey);
    const description = await attach({ target, stage, prefix, system: id, ships: system.ships });
    terminal.step(usedSystem(description));
    const connection = connectionTo(description, context);
    const k6 = await obtainK6({ signal, onBuild: terminal.step });
    await warmUp(system, description, context);
    const began = new Date();
    const runDirectory = join(runsDirectory(), `load-${name}`, began.toISOString().replaceAll(':', '-'));
    await mkdir(runDirectory, { recursive: true });
    terminal.step(`${profile.name}: ${profile.description}`);
    const journeys = journeyScript({ definition, connection });
    const result = await runProfile({
      driver: createLoadDriver({ k6, parentWatch }),
      profile,
      apiUrl: description.apiUrl,
      ...(journeys && { journeys }),
      credentials: await apiCredentials({ definition, connection }),
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

function profileOf({ definition, file }: FoundSystem, name: string, journey: string | undefined): LoadProfile {
  const { profiles = [] } = definition;
  const profile = profiles.find((one) => one.name === name);
  if (profile === undefined) {
    const known = profiles.map((one) => one.name).join(', ');
    throw usageFailure(
      `there is no load profile ${name}; ${known === '' ? `add it to \`profiles\` in ${file}` : `use one of: ${known}`}`,
    );
  }
  if (journey === undefined) return profile;
  try {
    return onlyJourney(profile, journey);
  } catch (error) {
    throw error instanceof LoadError ? usageFailure(error.message, error) : error;
  }
}
