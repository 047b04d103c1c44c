/** Load on the system: the driver that experiments use, profiles of their own, and the goods both shop with. */
export { createLoadDriver } from './driver.ts';
export { K6MissingError, LoadError, SeedError } from './lib/errors.ts';
export { findGo, findK6, type K6, obtainK6 } from './lib/k6-binary.ts';
export type { Profile } from './lib/profile.ts';
export { accessToken } from './lib/token.ts';
export { profiles } from './profiles/index.ts';
export { type ProfileResult, type ProfileRun, runProfile } from './run-profile.ts';
export { type SeedCounts, seedCommerce, type SeedTarget } from './seed.ts';
