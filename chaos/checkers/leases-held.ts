import { checker, invalid, noneOf, unknown } from './checker.ts';
import { largest } from './figures.ts';
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
  const hits = events.filter((event) => event.kind === 'fault.hit');
  const expired = hits
    .filter(({ faultId, at }) => at > (until.get(faultId) ?? at))
    .map(({ faultId, correlationId }) => `${faultId} struck ${correlationId} after its lease`);
  if (expired.length > 0) return invalid(`${expired.length} times a fault outlived its lease.`, expired);

  const after = hits.flatMap(({ faultId, correlationId, elapsedMs }) => {
    const ms = elapsedMs - (released.get(faultId) ?? Number.POSITIVE_INFINITY);
    return ms > 0 ? [{ ms, line: `${faultId} struck ${correlationId} ${Math.round(ms)} ms after its release` }] : [];
  });
  const latest = largest(after.map(({ ms }) => ms));
  const measured = [{ name: 'heeded after release', unit: 'ms', value: latest, budget: HEEDED_MS }];
  const late = after.filter(({ ms }) => ms > HEEDED_MS).map(({ line }) => line);
  if (late.length > 0) {
    return timed(invalid(`${late.length} times a fault outlived its release.`, late, measured), journal);
  }
  const kept = [...until.keys()]
    .filter((faultId) => !released.has(faultId))
    .map((faultId) => `${faultId} was never released`);
  // A run that did not come to its end leaves the rest to the leases.
  if (kept.length > 0 && journal.status !== 'completed')
    return unknown('The run ended before its faults were released.', kept, measured);
  return noneOf(
    kept,
    `All ${until.size} faults ended with their lease or before it.`,
    (count) => `${count} faults were never released.`,
    measured,
  );
});
