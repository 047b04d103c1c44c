import type { Probe, ProbeAnswer } from '../../schemas/index.ts';
import type { ProbeContext } from './probe.ts';

type HttpProbe = Extract<Probe, { probe: 'http' }>;

/** Headers with the credentials of the system's API. */
export type Credentials = Readonly<Record<string, string>>;

/**
 * A GET below the stage's URL is answered with one of the statuses, in time, and with what it must contain. A missing answer
 * fails the probe.
 */
export async function askHttp(
  { path, status, contains, withinMs }: HttpProbe,
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
    const body = await response.text();
    const answered = `answered ${response.status} after ${took()} ms`;
    if (!status.includes(response.status)) return { ok: false, message: `${answered}, not ${status.join(' or ')}` };
    if (contains === undefined || body.includes(contains)) return { ok: true, message: answered };
    return { ok: false, message: `${answered}, without the text ${contains}` };
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
