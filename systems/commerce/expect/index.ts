/** What the shop's stores must hold for what was asked of it, record by record. */
import { type Expectations, record } from '@evenkeel/chaos';
import { askedOf } from './asked-of.ts';
import { earlier, ended } from './earlier.ts';
import { closed } from './orphan.ts';
import { completed } from './completed.ts';
import { FILED } from './order.ts';
import { replicated, repriced } from './repriced.ts';
import { repeated } from './repeated.ts';
import { rolledBack } from './rolled-back.ts';
import { seeded } from './seeded.ts';
import { views } from './views.ts';

export const expect: Expectations = {
  request: (request, end, before) => {
    // Only the home region has a catalog.
    if (end === null) return request.journey === 'reprice' && request.here !== 'other' ? repriced(request) : [];
    const asked = askedOf(request, before);
    if (end === 'completed') return completed(asked);
    // Services roll an order back only because somebody filed it as failed.
    const failed =
      request.endedBy === 'services' ? [record('transactions.errors', { correlationId: asked.id }, FILED)] : [];
    return [...rolledBack(asked), ...failed];
  },
  elsewhere: (request) => (request.journey === 'reprice' && request.here === 'other' ? replicated(request) : []),
  orphan: (saga, end) => (end === 'rolled-back' ? closed(saga) : []),
  earlier,
  ended,
  seeded,
  views,
  repeated,
};
