/** What the message of a probe says of its answer. */
import type { Probe } from '../../schemas/index.ts';

type ProbeOf<Name extends Probe['probe']> = Extract<Probe, { readonly probe: Name }>;

/** Whether a probe says the opposite of what it is said to have answered. */
export function contradicts(probe: Probe | undefined, ok: boolean, message: string): boolean {
  const held = probe && heldBy(probe, message);
  return held !== undefined && held !== ok;
}

/** Whether the probe held by its message; undefined if that says neither, as the free text of a module. */
function heldBy(probe: Probe, message: string): boolean | undefined {
  switch (probe.probe) {
    case 'http':
      return heldByHttp(probe, message);
    case 'metric':
      return heldByMetric(probe, message);
    case 'alarms':
      if (/^none of \d+ alarms? /.test(message)) return true;
      return /^(?:in ALARM: |the system has no alarm )/.test(message) ? false : undefined;
    case 'reconcile-clean': {
      const [, outcome] = /^reconcile run \S+: ([a-z]+), /.exec(message) ?? [];
      return outcome === undefined ? undefined : outcome === 'clean';
    }
    case 'module':
      return undefined;
  }
}

/** Real milliseconds by which an answer may be noted after it came: its timer fires only when the harness has time for it. */
const LATE_MS = 1000;

function heldByHttp({ status, withinMs }: ProbeOf<'http'>, message: string): boolean | undefined {
  if (message.startsWith('no answer')) return false;
  const [, answered, took] = /^answered (\d+) after (\d+) ms/.exec(message) ?? [];
  if (answered === undefined) return undefined;
  return status.includes(Number(answered)) && Number(took) <= withinMs + LATE_MS;
}

function heldByMetric({ atMost, atLeast }: ProbeOf<'metric'>, message: string): boolean | undefined {
  const [, text] = / s: (-?[\d.]+(?:e[-+]?\d+)?)(?: \(|$)/.exec(message) ?? [];
  if (text === undefined) return undefined;
  const value = Number(text);
  return value <= (atMost ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? Number.NEGATIVE_INFINITY);
}
