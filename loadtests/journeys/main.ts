/** What k6's script exports in addition to the journeys. Each scenario of the plan names one journey. */
import http from 'k6/http';
import { plan } from '../k6/session.ts';
import { GATE_SECONDS, optionsOf } from '../lib/options.ts';

export { request } from './request.ts';

export const options = optionsOf(plan);

/** k6 calls this when its VUs are ready and before the first scenario starts; the driver waits for it. */
export function setup(): void {
  if (__ENV.EVENKEEL_GATE !== undefined) http.post(__ENV.EVENKEEL_GATE, null, { timeout: `${GATE_SECONDS}s` });
}

export function handleSummary(summary: unknown): Record<string, string> {
  return { [__ENV.EVENKEEL_SUMMARY ?? 'summary.json']: JSON.stringify(summary) };
}
