import type { Grant } from './policy/decide.ts';
import type { PolicyDocument } from './policy/document.ts';

/** An action on a resource that a policy of a role allows. */
export interface RoleGrant {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

const keyOf = ({ role, action, resource }: RoleGrant): string => `${role}\n${action}\n${resource}`;

/** All grants of a role's policies, each once. */
export function grantsOf(role: string, documents: readonly PolicyDocument[]): RoleGrant[] {
  const grants = documents
    .flatMap(({ Statement }) => Statement)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action = ['*'], Resource = ['*'] }) =>
      Action.flatMap((action) => Resource.map((resource) => ({ role, action, resource }))),
    );
  return [...new Map(grants.map((grant) => [keyOf(grant), grant])).values()];
}

/** Which grants have allowed a call. */
export class UsedGrants {
  readonly #used = new Set<string>();

  add(role: string, grants: readonly Pick<Grant, 'action' | 'resource'>[]): void {
    for (const { action, resource } of grants) this.#used.add(keyOf({ role, action, resource }));
  }

  has(grant: RoleGrant): boolean {
    return this.#used.has(keyOf(grant));
  }
}
