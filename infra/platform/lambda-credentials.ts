import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands for the SDK's chain of credential providers in bundles. Lambda hands a role's credentials to a function in
 * its environment, so the profiles, single sign-on and metadata services of the chain are weight that never runs.
 */
export const defaultProvider = fromEnv;
