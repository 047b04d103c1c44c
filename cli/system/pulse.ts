import { PulseReport, type SystemDescription } from '@evenkeel/chaos/schemas';
import { readJson } from './read-json.ts';

/** Reads the signs of life of a system on this machine; undefined for a system that does not report them. */
export function pulseOf({ pulseUrl }: SystemDescription): (() => Promise<PulseReport>) | undefined {
  if (pulseUrl === undefined) return undefined;
  return async () => PulseReport.parse(await readJson(pulseUrl));
}
