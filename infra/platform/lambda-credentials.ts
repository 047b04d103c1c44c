import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Replaces the SDK's chain of credential providers in bundles. Lambda passes a role's credentials in the environment, so
 * the chain's profiles, single sign-on and metadata services would be code that never runs.
 */
export const defaultProvider = fromEnv;
