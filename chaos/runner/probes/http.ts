import type { Probe } from '../../schemas/index.ts';
import type { ProbeAnswer, ProbeContext } from './answer.ts';

type HttpProbe = Extract<Probe, { probe: 'http' }>;

/** Credentials of the commerce system's front door; a path of one's own that needs none ignores them. */
export type Credentials = Readonly<Record<string, string>>;

/** A GET below the stage's URL is answered with one of the statuses, in time. No answer is an answer: it does not hold. */
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
    const holds = status.includes(response.status);
    return {
      holds,
      says: `answered ${response.status} after ${took()} ms${holds ? '' : `, not ${status.join(' or ')}`}`,
    };
  } catch (error) {
    signal.throwIfAborted();
    return { holds: false, says: late.aborted ? `no answer within ${withinMs} ms` : `no answer: ${causeOf(error)}` };
  }
}

/** `fetch failed` has its reason in its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
