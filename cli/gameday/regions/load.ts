import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadDriver, LoadRequest, LoadRun, RegionRole } from '@evenkeel/chaos/schemas';
import { Meeting } from './meeting.ts';

/**
 * One load for the runs on both regions: it calls the API near each region, and both runs get all that was sent, with the
 * region that answered.
 *
 * @param urls where customers near each region call the API
 */
export function shareLoad(
  driver: LoadDriver,
  urls: Readonly<Record<RegionRole, string>>,
): Readonly<Record<RegionRole, LoadDriver>> {
  const requests: Partial<Record<RegionRole, LoadRequest>> = {};
  const meeting = new Meeting<LoadRun>(async () => {
    const { home, other } = requests;
    if (home === undefined || other === undefined) throw new RangeError('one run has asked for its load twice');
    const ready = Promise.all([home.ready, other.ready]).then(() => undefined);
    // It may fail before the driver waits for it.
    ready.catch(() => undefined);
    return driver.start({ ...home, urls, ready, signal: AbortSignal.any([home.signal, other.signal]) });
  });
  const driverOf = (role: RegionRole): LoadDriver => ({
    async start(request) {
      requests[role] = request;
      const load = await meeting.come(request.signal);
      if (role === 'home') return load;
      const finished = load.finished.then(async (result) => {
        await keepFiles(requests.home, request);
        return result;
      });
      finished.catch(() => undefined);
      return { ...load, finished };
    },
  });
  return { home: driverOf('home'), other: driverOf('other') };
}

/** k6's own files are evidence of both runs. */
async function keepFiles(from: LoadRequest | undefined, to: LoadRequest): Promise<void> {
  if (from === undefined) return;
  await mkdir(to.runDirectory, { recursive: true });
  await cp(join(from.runDirectory, 'k6'), join(to.runDirectory, 'k6'), { recursive: true });
}
