import type { AwsCheck } from './check.ts';

/** API Gateway has one logging role per account and region. Without it, no stage of an API that logs can be created. */
export const gatewayRole: AwsCheck = {
  name: 'API Gateway log role',
  look: async ({ account, place, needs: { logsApi, setsGatewayRole } }) => {
    if (!logsApi) return { status: 'ok', detail: 'not needed: no API of the stage writes logs', fix: undefined };
    const role = await account.gatewayRole();
    if (role !== undefined) return { status: 'ok', detail: role, fix: undefined };
    if (setsGatewayRole) return { status: 'ok', detail: 'not set yet; the stage sets it', fix: undefined };
    return {
      status: 'failed',
      detail: `none in ${place.region}, and the stage's API writes logs`,
      fix: `npm run synth -- --account --region ${place.region} && npx cdk deploy --app cdk.out/account`,
    };
  },
};
