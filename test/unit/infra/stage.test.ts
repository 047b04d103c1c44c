import { describe, expect, it } from '@jest/globals';
import { readStage, stageNamed } from '../../../infra/stage.ts';

const { pair, ...home } = stageNamed('duo');
const other = pair!;
const refused = (changes: Partial<ReturnType<typeof stageNamed>>): string => {
  try {
    readStage({ ...home, pair: other, ...changes });
  } catch (error) {
    return String(error);
  }
  return 'accepted';
};

describe('a stage', () => {
  it('may have a second region', () => {
    expect(refused({})).toBe('accepted');
  });

  it('has another region in its pair than its own', () => {
    const twin = { ...other, region: 'us-east-1', availabilityZones: ['us-east-1a', 'us-east-1b'] };
    expect(refused({ pair: twin })).toBe(
      'SettingsError: stage duo in infra/stage.ts: pair.region must be another region than that of the stage, us-east-1',
    );
  });

  it.each(['mars-1', 'us-east', 'US-EAST-1', 'us-east-1a', ''])('is in no region %p', (region) => {
    expect(refused({ region })).toContain('region must be the name of a region, such as us-east-1, not');
    expect(refused({ pair: { ...other, region } })).toContain('pair.region must be the name of a region');
  });

  it.each(['us-gov-east-1', 'ap-southeast-3', 'eusc-de-east-1'])('may be in %s', (region) => {
    const zones = [`${region}a`, `${region}b`];
    expect(refused({ region, availabilityZones: zones })).toBe('accepted');
  });

  it('has zones of its own region, and of that of its pair', () => {
    expect(refused({ region: 'eu-central-1' })).toContain(
      'availabilityZones must be zones of eu-central-1, such as eu-central-1a, not us-east-1a',
    );
    expect(refused({ pair: { ...other, availabilityZones: ['eu-west-1a', 'us-east-1b'] } })).toContain(
      'pair.availabilityZones must be zones of eu-west-1, such as eu-west-1a, not us-east-1b',
    );
    expect(refused({ availabilityZones: ['us-east-1a', 'us-east-12b'] })).toContain('not us-east-12b');
  });
});
