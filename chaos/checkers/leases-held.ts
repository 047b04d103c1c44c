import { checker, counted, invalid, largest, unknown, unlessDelayed, validUnless } from './checker.ts';

/** Real milliseconds for which a function may still act on a released fault: its cache, and the call in progress. */
const MAX_AFTER_RELEASE_MS = 2500;

/** No fault acted after its lease or its release, and every fault was released. */
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
    .map(({ faultId, correlationId }) => `${faultId} hit ${correlationId} after its lease`);
  if (expired.length > 0)
    return invalid(`${counted(expired.length, 'hit')} came after the fault's lease had ended.`, expired);

  const after = hits.flatMap(({ faultId, correlationId, elapsedMs }) => {
    const ms = elapsedMs - (released.get(faultId) ?? Number.POSITIVE_INFINITY);
    return ms > 0 ? [{ ms, line: `${faultId} hit ${correlationId} ${Math.round(ms)} ms after its release` }] : [];
  });
  const latest = largest(after.map(({ ms }) => ms));
  const measured = [{ name: 'last hit after a release', unit: 'ms', value: latest, budget: MAX_AFTER_RELEASE_MS }];
  const late = after.filter(({ ms }) => ms > MAX_AFTER_RELEASE_MS).map(({ line }) => line);
  if (late.length > 0) {
    return unlessDelayed(
      invalid(`${counted(late.length, 'hit')} came too long after the fault's release.`, late, measured),
      journal,
      events,
    );
  }
  const unreleased = [...until.keys()]
    .filter((faultId) => !released.has(faultId))
    .map((faultId) => `${faultId} was never released`);
  // If a run ends early, its faults end with their leases.
  if (unreleased.length > 0 && journal.status !== 'completed')
    return unknown('The run ended before it released its faults.', unreleased, measured);
  return validUnless(
    unreleased,
    `${counted(until.size, 'fault')} ended no later than planned.`,
    (count) => `The run never released ${counted(count, 'fault')}.`,
    measured,
  );
});
