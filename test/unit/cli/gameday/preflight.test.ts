import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { readExperiment, shippedExperiments } from '../../../../chaos/library.ts';
import { demandOneRegion, demandSabotageOfOneRegion, demandTwoRegions } from '../../../../cli/gameday/preflight.ts';
import definition from '../../../../systems/commerce/evenkeel.system.ts';

const folder = fileURLToPath(new URL('../../../../systems/commerce/experiments/', import.meta.url));
const shipped = (name: string) => readExperiment(join(folder, `${name}.yaml`), { system: definition });

describe('a system of one region', () => {
  it('plays all shipped experiments but those of two regions', async () => {
    const experiments = await Promise.all((await shippedExperiments(folder)).map(({ name }) => shipped(name)));
    const refused = experiments.filter((experiment) => {
      try {
        demandOneRegion([experiment]);
        return false;
      } catch {
        return true;
      }
    });
    expect(refused.map(({ name }) => name).toSorted()).toEqual(['region_lost', 'replication_paused']);
  });

  it('refuses those that break a region or what is between two, and says how to play them', async () => {
    const experiments = await Promise.all(['region_lost', 'risk_closed', 'replication_paused'].map(shipped));
    expect(() => {
      demandOneRegion(experiments);
    }).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringMatching(
          /^region_lost and replication_paused need two regions: .* such as: evenkeel gameday regions$/u,
        ) as unknown,
      }),
    );
  });

  it('refuses one that only sends from near a region', async () => {
    const { regionFaults, ...nearRegions } = await shipped('region_lost');
    expect(regionFaults).toHaveLength(1);
    expect(() => {
      demandOneRegion([nearRegions]);
    }).toThrow('region_lost needs two regions');
  });

  it('refuses a bug that only two regions can show, and no other', async () => {
    const file = join(folder, '..', 'evenkeel.system.ts');
    const demand = (name: string) =>
      demandSabotageOfOneRegion(
        definition.sabotages?.find((sabotage) => sabotage.name === name),
        { definition, file, ships: true, digest: '' },
      );
    await expect(demand('failover-region-unhealthy')).rejects.toMatchObject({
      exitCode: 2,
      message:
        'sabotage failover-region-unhealthy needs two regions, as its experiment region_lost does: plant it in both with a plan whose stage has two, such as: evenkeel gameday regions --sabotage failover-region-unhealthy',
    });
    await expect(demand('stock-below-zero')).resolves.toBeUndefined();
  });
});

describe('a pair of regions', () => {
  it('plays the experiments of two regions', async () => {
    const experiments = await Promise.all(['region_lost', 'replication_paused'].map(shipped));
    expect(() => {
      demandTwoRegions(experiments, 'duo');
    }).not.toThrow();
  });

  it('refuses those of one region before it boots, and says how to play them', async () => {
    const experiments = await Promise.all(['region_lost', 'bad_release', 'risk_closed'].map(shipped));
    expect(() => {
      demandTwoRegions(experiments, 'duo');
    }).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringMatching(
          /^bad_release and risk_closed are for one region, and stage duo of the plan has two: .*such as dev/u,
        ) as unknown,
      }),
    );
  });
});
