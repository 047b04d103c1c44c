/** Load on a system: the driver that experiments use, load profiles, and the check of a system's journeys. */
export { createLoadDriver } from './driver.ts';
export { bundleScript } from './lib/bundle.ts';
export { JourneyError, LoadError } from './lib/errors.ts';
export { type K6, obtainK6 } from './lib/k6-binary.ts';
export { onlyJourney } from './lib/profile.ts';
export { runProfile } from './run-profile.ts';
