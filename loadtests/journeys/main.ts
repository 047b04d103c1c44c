/** The script that k6 runs. Every journey is an exported function, and each scenario of the plan names one. */
import http from 'k6/http';
import { optionsOf } from '../lib/options.ts';
import { plan } from './session.ts';

export { browse } from './browse.ts';
export { checkout, no_stock, over_limit } from './checkout.ts';
export { quota } from './quota.ts';
export { request } from './request.ts';

export const options = optionsOf(plan);

/** k6 calls this when its VUs are ready and before the first scenario starts; the driver waits for it. */
export function setup(): void {
  if (__ENV.EVENKEEL_GATE !== undefined) http.post(__ENV.EVENKEEL_GATE);
}

export function handleSummary(summary: unknown): Record<string, string> {
  return { [__ENV.EVENKEEL_SUMMARY ?? 'summary.json']: JSON.stringify(summary) };
}
