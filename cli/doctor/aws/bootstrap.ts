import type { AwsCheck } from './check.ts';

/** The first version of the bootstrap stack whose roles and bucket the CDK's current synthesizer can use. */
const MIN_VERSION = 6;

/** The CDK deploys through the roles and the bucket of its bootstrap stack. */
export const bootstrap: AwsCheck = {
  name: 'CDK bootstrap',
  look: async ({ account, place }) => {
    const version = await account.bootstrapVersion();
    const fix = `npx cdk bootstrap aws://${place.account}/${place.region}`;
    if (version === undefined) {
      return { status: 'failed', detail: `no stack CDKToolkit in ${place.region}`, fix };
    }
    if (version < MIN_VERSION) {
      return { status: 'failed', detail: `version ${version}; the templates need ${MIN_VERSION} or later`, fix };
    }
    return { status: 'ok', detail: `CDKToolkit, version ${version}`, fix: undefined };
  },
};
