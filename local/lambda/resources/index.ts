import type { AnyResourceType } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';
import { aliasType } from './alias.ts';
import { eventInvokeConfigType } from './event-invoke-config.ts';
import { functionType } from './function.ts';
import { permissionType } from './permission.ts';
import { versionType } from './version.ts';

/** The resource types that Lambda provisions from a template. */
export const resourceTypes = (lambda: Lambda): readonly AnyResourceType[] => [
  functionType(lambda),
  versionType(lambda),
  aliasType(lambda),
  permissionType(lambda),
  eventInvokeConfigType(lambda),
];
