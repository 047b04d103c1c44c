import type { AnyResourceType, Site } from '../../core/index.ts';
import type { Identities } from '../identities.ts';
import { managedPolicyType } from './managed-policy.ts';
import { policyTypes } from './policy.ts';
import { roleType } from './role.ts';

/** The resource types that IAM provisions from a template. */
export const resourceTypes = (identities: Identities, site: Site): readonly AnyResourceType[] => [
  roleType(identities, site),
  ...policyTypes(identities),
  managedPolicyType(identities, site),
];
