import type { Probe, ProbeAnswer } from '../../schemas/index.ts';
import type { ProbeContext } from './probe.ts';

type HttpProbe = Extract<Probe, { probe: 'http' }>;

/** Headers with the credentials of the system's API. */
export type Credentials = Readonly<Record<string, string>>;

/** A GET below the stage's URL is answered with one of the statuses, in time. A missing answer fails the probe. */
export async function askHttp(
  { path, status, withinMs }: HttpProbe,
  { system, signal }: ProbeContext,
  credentials: Credentials,
): Promise<ProbeAnswer> {
  const late = AbortSignal.timeout(withinMs);
  const began = performance.now();
  const took = () => Math.round(performance.now() - began);
  try {
    const response = await fetch(`${system.apiUrl}${path}`, {
      headers: credentials,
      signal: AbortSignal.any([signal, late]),
    });
    await response.arrayBuffer();
    const ok = status.includes(response.status);
    return { ok, message: `answered ${response.status} after ${took()} ms${ok ? '' : `, not ${status.join(' or ')}`}` };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, message: late.aborted ? `no answer within ${withinMs} ms` : `no answer: ${causeOf(error)}` };
  }
}

/** The reason of `fetch failed` is in its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
