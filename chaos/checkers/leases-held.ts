import { checker, invalid, noneOf, unknown } from './checker.ts';
import { timed } from './timed.ts';

/** Real milliseconds a function may go on heeding a fault that was released: its cache, and the call under way. */
const HEEDED_MS = 2500;

/** No fault acted after its lease, nor after it was released; and each was released. */
export const leasesHeld = checker('leases-held', ['events'], ({ events }, journal) => {
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
  if (late.length > 0) {
    return timed(invalid(`${late.length} times a fault outlived its lease or release.`, late), journal);
  }
  const kept = [...until.keys()]
    .filter((faultId) => !released.has(faultId))
    .map((faultId) => `${faultId} was never released`);
  // A run that did not come to its end leaves the rest to the leases.
  if (kept.length > 0 && journal.status !== 'completed')
    return unknown('The run ended before its faults were released.', kept);
  return noneOf(
    kept,
    `All ${until.size} faults ended with their lease or before it.`,
    (count) => `${count} faults were never released.`,
  );
});
