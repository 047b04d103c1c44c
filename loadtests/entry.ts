/** Load on the system: the driver that experiments use, load profiles, and the products that both order. */
export { createLoadDriver } from './driver.ts';
export { LoadError } from './lib/errors.ts';
export { type K6, obtainK6 } from './lib/k6-binary.ts';
export { accessToken } from './lib/token.ts';
export { onlyJourney, type Profile } from './lib/profile.ts';
export { profiles } from './profiles/index.ts';
export { runProfile } from './run-profile.ts';
export { seedCommerce } from './seed.ts';
export { warmUp } from './warm-up.ts';
