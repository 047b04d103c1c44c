import { checker, noneOf } from './checker.ts';

/** Real milliseconds a function may go on heeding a fault that was released: its cache, and the call under way. */
const HEEDED_MS = 2500;

/** No fault acted after its lease, nor after it was released; and each was released. */
export const leasesHeld = checker('leases-held', ['events'], ({ events }) => {
  const until = new Map<string, string>();
  const released = new Map<string, number>();
  for (const event of events) {
    if (event.kind === 'fault.armed') until.set(event.faultId, event.until);
    if (event.kind === 'fault.released') released.set(event.faultId, event.elapsedMs);
  }
  const late = events.flatMap((event) => {
    if (event.kind !== 'fault.hit') return [];
    const end = until.get(event.faultId);
    const letGo = released.get(event.faultId) ?? Number.POSITIVE_INFINITY;
    if (end !== undefined && event.at > end) return [`${event.faultId} struck ${event.correlationId} after its lease`];
    if (event.elapsedMs > letGo + HEEDED_MS)
      return [`${event.faultId} struck ${event.correlationId} after its release`];
    return [];
  });
  const kept = [...until.keys()]
    .filter((faultId) => !released.has(faultId))
    .map((faultId) => `${faultId} was never released`);
  return noneOf(
    [...late, ...kept],
    `All ${until.size} faults ended with their lease or before it.`,
    (count) => `${count} times a fault outlived its lease or release.`,
  );
});
