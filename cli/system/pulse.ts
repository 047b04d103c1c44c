import { PulseReport, type SystemDescription } from '@evenkeel/chaos/schemas';

/** Reads the signs of life of a system on this machine; undefined for a system that does not report them. */
export function pulseOf({ pulseUrl }: SystemDescription): (() => Promise<PulseReport>) | undefined {
  if (pulseUrl === undefined) return undefined;
  return async () => PulseReport.parse(await (await fetch(pulseUrl)).json());
}
