import * as z from 'zod';
import type { Identities } from '../identities.ts';

/** A policy in a template: its document, under its name. */
export const inlinePolicy = z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() });

/** The names of the roles that a policy is for. Users and groups call nothing here. */
export const roleNames = z.array(z.string()).default([]);

/** Those of the roles that templates define. A role from elsewhere is denied nothing here, so it needs no policy. */
export const defined = (identities: Identities, names: readonly string[]): readonly string[] =>
  names.filter((name) => identities.find(name) !== undefined);
