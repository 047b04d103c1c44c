/** What each record of the shop says of itself: every service stamps what it writes, and so does a repair. */
import type { AcceptedRequest, StatedView } from '@evenkeel/chaos';

const STAMPED: StatedView = { touchedAt: true, version: true };
/** A service that keeps a version for others to read has it as a field, too. */
const VERSIONED: StatedView = { touchedAt: true, version: 'version' };

/** Only the home region has the masters. The copies in the other region are replicas of the home region's. */
export function views({ here }: Pick<AcceptedRequest, 'here'>): Readonly<Record<string, StatedView>> {
  return {
    ...(here === 'other' ? replicas : masters),
    'checkout.orders': { touchedAt: 'updatedAt', version: true },
    'payment.payments': STAMPED,
    'warehouse.reservations': STAMPED,
    'shipping.shipments': STAMPED,
    'warehouse.stock': STAMPED,
    'transactions.errors': { touchedAt: true, version: 'filings', key: ['correlationId', 'source'] },
  };
}

const masters: Readonly<Record<string, StatedView>> = {
  'catalog.products': VERSIONED,
  'account.customers': VERSIONED,
  'checkout.prices': { ...VERSIONED, copyOf: 'catalog.products' },
  'warehouse.products': { ...VERSIONED, copyOf: 'catalog.products' },
  'shipping.customers': { ...VERSIONED, copyOf: 'account.customers' },
};

const replicas: Readonly<Record<string, StatedView>> = Object.fromEntries(
  ['checkout.prices', 'warehouse.products', 'shipping.customers'].flatMap((view) => [
    [`home.${view}`, VERSIONED],
    [view, { ...VERSIONED, copyOf: `home.${view}` }],
  ]),
);
