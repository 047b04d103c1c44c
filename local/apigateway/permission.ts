import type { Account, AwsRequest, Permission } from '../core/index.ts';

/** The service that invokes integrations and authorisers. */
export const API_GATEWAY = 'apigateway.amazonaws.com';

/** What the control plane needs: its actions are HTTP methods, and its resources are paths. */
export const onPath = (
  _parameters: Readonly<Record<string, string>>,
  { method, url }: AwsRequest,
  { region }: Account,
): readonly Permission[] => [
  { action: `apigateway:${method}`, resource: `arn:aws:apigateway:${region}::${url.pathname}` },
];
