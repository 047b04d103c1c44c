import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { readExperiment } from '../../../../chaos/index.ts';
import { demandSpeed } from '../../../../cli/gameday/speed.ts';
import definition from '../../../../systems/commerce/evenkeel.system.ts';

const file = fileURLToPath(new URL('../../../../systems/commerce/evenkeel.system.ts', import.meta.url));
const system = { definition, digest: '', file, ships: true };
const shipped = (name: string) =>
  readExperiment(join(file, '..', 'experiments', `${name}.yaml`), { system: definition });

/** The message of the refusal; undefined if there is none. */
async function refusal(names: readonly string[], speed: number, target: 'local' | 'aws'): Promise<string | undefined> {
  const experiments = await Promise.all(names.map(shipped));
  return demandSpeed(experiments, { speed, target, system }).then(
    () => undefined,
    (error: unknown) => (error as Error).message,
  );
}

describe('an experiment that is too long for the clock of its system', () => {
  it('is refused on AWS with the reason, and with the experiments that are not', async () => {
    const message = await refusal(['event_lost', 'risk_closed'], 1, 'aws');
    expect(message).toContain('event_lost needs speed 20: an order counts as stuck after 15 minutes');
    expect(message).not.toContain('risk_closed needs');
    expect(message).toMatch(/these are not too long: .*crash_before_commit.*risk_closed/);
    expect(message).not.toContain('evenkeel up');
  });

  it('is refused on this machine with the speed to start with', async () => {
    expect(await refusal(['event_lost'], 5, 'local')).toContain('evenkeel up --speed 20');
  });

  it('is accepted at its own speed', async () => {
    expect(await refusal(['event_lost'], 20, 'local')).toBeUndefined();
  });

  it('leaves at least six of the shipped ones for AWS', async () => {
    const message = (await refusal(['commerce'], 1, 'aws')) ?? '';
    const fitting = /these are not too long: (.*)/.exec(message)?.[1]?.split(', ') ?? [];
    expect(fitting.length).toBeGreaterThanOrEqual(6);
  });
});
