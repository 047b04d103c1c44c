import { describe, expect, it } from '@jest/globals';
import { driftKindNamed } from '../../../../chaos/drift/index.ts';
import type { Connection, StoreWrite } from '../../../../chaos/index.ts';
import { defineReconciliation, type View } from '../../../../reconciler/index.ts';
import { rowOf, source, target, totalsRule } from '../../../property/reconciler/grouped-world.ts';

describe('drift in a system with a derived rule', () => {
  const written: StoreWrite[] = [];
  const write: NonNullable<View['write']> = (one) => {
    written.push(one);
    return Promise.resolve({ written: true, image: '{}' });
  };
  const bookings = source([rowOf('b1', { event: 'gala', state: 'SOLD', seats: 2n })], { write });
  const totals = target([rowOf('gala', { sold: 2n })], { write });
  const reconciliation = defineReconciliation({
    rules: [totalsRule({ from: bookings, into: totals, sum: { sold: 'seats' } })],
  });
  const seed = (view: View, field: string, key: string) =>
    driftKindNamed({}, 'field-changed').seed({
      parameters: { view: view.name, field },
      stores: { view: () => view, reconciliation, connection: { system: { stage: 'dev' } } as Connection },
      key,
      keep: () => Promise.resolve(),
      now: new Date(0),
      random: () => 0.5,
    } as never);

  it('is reported under the key of its group, whether it is in the source or in the target', async () => {
    expect(await seed(totals, 'sold', 'gala')).toMatchObject({ key: 'gala', consequences: [] });
    expect(await seed(bookings, 'seats', 'b1')).toMatchObject({ key: 'gala', consequences: [] });
    expect(written.map(({ key }) => key)).toEqual(['gala', 'b1']);
  });
});
