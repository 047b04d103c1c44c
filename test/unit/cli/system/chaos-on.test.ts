import { describe, expect, it } from '@jest/globals';
import type { SystemDescription } from '../../../../chaos/schemas/index.ts';
import { usageFailure } from '../../../../cli/failure.ts';
import type { LocatedSystem } from '../../../../cli/system/attach.ts';
import { whereChaosIsOn } from '../../../../cli/system/chaos-on.ts';

const system = (
  prefix: string,
  describeIt: () => Promise<SystemDescription> = () => Promise.resolve({} as SystemDescription),
): LocatedSystem => ({
  place: { target: 'aws', stage: 'prod', region: 'us-east-1', prefix, environment: {} },
  describe: describeIt,
});

const noTable = () => Promise.reject(Object.assign(new Error('not found'), { name: 'ResourceNotFoundException' }));

describe('work on the control tables', () => {
  it('is done in each system that has one', async () => {
    const done = await whereChaosIsOn([system('a-'), system('b-')], ({ place }) =>
      place.prefix === 'a-' ? noTable() : Promise.resolve(place.prefix),
    );
    expect(done).toEqual([{ place: expect.objectContaining({ prefix: 'b-' }) as unknown, result: 'b-' }]);
  });

  it('fails with exit 2 where chaos is off, and says so', async () => {
    await expect(whereChaosIsOn([system('evenkeel-prod-')], noTable)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(
        'chaos is off in stage prod: there is no table evenkeel-prod-chaos-control in us-east-1',
      ) as unknown,
    });
  });

  it('names a stage that is not deployed, if the caller may read the stacks', async () => {
    const missing = system('x-', () => Promise.reject(usageFailure('no stack x-* in us-east-1')));
    await expect(whereChaosIsOn([missing], noTable)).rejects.toThrow('no stack x-* in us-east-1');
    const denied = system('x-', () => Promise.reject(Object.assign(new Error('no'), { name: 'AccessDenied' })));
    await expect(whereChaosIsOn([denied], noTable)).rejects.toThrow('chaos is off');
  });

  it('does not take another failure for a missing table', async () => {
    await expect(whereChaosIsOn([system('a-')], () => Promise.reject(new Error('throttled')))).rejects.toThrow(
      'throttled',
    );
  });
});
