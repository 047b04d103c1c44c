import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { readExperiment, shippedExperiments } from '../../../../chaos/library.ts';
import { demandOneRegion } from '../../../../cli/gameday/preflight.ts';
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
});
