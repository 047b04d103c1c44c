import { describe, expect, it } from '@jest/globals';
import { drift } from '../../../../systems/commerce/drift/index.ts';
import { connectionOf } from '../../../connection.ts';
import { snapshot, sound } from './shop-state.ts';

function kindNamed(kind: string) {
  const found = drift.find((one) => one.kind === kind);
  if (found === undefined) throw new RangeError(`no drift ${kind}`);
  return found;
}

const candidatesOf = (kind: string, given = snapshot('drained')) =>
  kindNamed(kind).candidates(given, 'r1', undefined as never);

describe('the keys on which drift can be seeded', () => {
  it.each(['price-copy-changed', 'replica-overwritten'])('are the prices that checkout holds, for %s', (kind) => {
    expect(candidatesOf(kind)).toEqual(['lamp', 'mug']);
  });

  it('are new keys for a doubled price', () => {
    const prices = { ...sound['checkout.prices'], 'lamp-doubled': { name: 'Lamp' } };
    expect(candidatesOf('price-copy-doubled')).toEqual(['lamp-doubled', 'mug-doubled']);
    expect(candidatesOf('price-copy-doubled', snapshot('drained', { ...sound, 'checkout.prices': prices }))).toEqual([
      'mug-doubled',
    ]);
  });

  it('are completed orders that have their reservation', () => {
    expect(candidatesOf('reservation-lost')).toEqual(['r1-base-0']);
  });

  it('are correlation ids that no load sends, for a payment without an order', () => {
    expect(candidatesOf('orphan-payment').slice(0, 2)).toEqual(['r1-orphan-0', 'r1-orphan-1']);
  });
});

describe('a write past the services in the other region', () => {
  it('is refused in a stage of one region, before anything is kept or written', async () => {
    const kept: unknown[] = [];
    const connection = connectionOf({
      target: 'local',
      stage: 'dev',
      region: 'us-east-1',
      prefix: 'evenkeel-dev-',
      apiUrl: 'http://127.0.0.1:1',
      outputs: {},
      apiKeys: {},
      environment: {},
    });
    const seeding = kindNamed('replica-overwritten').seed({
      key: 'mug',
      parameters: undefined as never,
      stores: { connection, reconciliation: { rules: [] }, view: () => undefined as never },
      snapshot: snapshot('drained'),
      now: new Date(),
      draw: () => 0.5,
      keep: (preImage) => Promise.resolve(kept.push(preImage)).then(() => undefined),
    });
    await expect(seeding).rejects.toThrow('the drift replica-overwritten needs a stage of two regions');
    expect(kept).toEqual([]);
  });
});
