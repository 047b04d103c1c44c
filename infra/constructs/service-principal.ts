import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** A service that assumes a role only for resources of the stack's own account, so that no other account can have it do so. */
export const serviceOfAccount = (scope: Construct, service: string): iam.ServicePrincipal =>
  new iam.ServicePrincipal(service, {
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  });
