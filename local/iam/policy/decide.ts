/** IAM's decision about one request: a pure function of the request and of the policies that apply to it. */
import { meetsConditions } from './condition.ts';
import type { PolicyDocument, Statement } from './document.ts';
import { actionsCovering, principalNamed, resourcesCovering } from './match.ts';
import type { AccessRequest } from './request.ts';

/** The policies that apply to a request. */
export interface ApplyingPolicies {
  /** Of the role. */
  readonly identity: readonly PolicyDocument[];
  /** What limits the role, if anything does. */
  readonly boundary?: PolicyDocument | undefined;
  /** What limits this session of the role, if anything does. */
  readonly session?: PolicyDocument | undefined;
  /** Of the resource. */
  readonly resource: readonly PolicyDocument[];
}

/** An action and a resource of a statement that allow something. */
export interface Grant {
  readonly statement: Statement;
  readonly action: string;
  readonly resource: string;
}

export type Decision =
  /** @property grants those of the role's policies that allow it; none if a policy of the resource does */
  | { readonly isAllowed: true; readonly grants: readonly Grant[] }
  /** @property reason the end of AWS's message: `because no identity-based policy allows the sqs:SendMessage action` */
  | { readonly isAllowed: false; readonly reason: string };

/** The grants of the statements of one effect that cover the request, regardless of the caller. */
function covering(documents: readonly PolicyDocument[], effect: Statement['Effect'], request: AccessRequest): Grant[] {
  return documents
    .flatMap(({ Statement }) => Statement)
    .filter((statement) => statement.Effect === effect)
    .flatMap((statement) => {
      const actions = actionsCovering(statement, request);
      if (actions.length === 0) return [];
      const resources = resourcesCovering(statement, request);
      if (resources.length === 0 || !meetsConditions(statement, request.context)) return [];
      return actions.flatMap((action) => resources.map((resource) => ({ statement, action, resource })));
    });
}

const allowed = (documents: readonly PolicyDocument[], request: AccessRequest): Grant[] =>
  covering(documents, 'Allow', request);

/** An explicit denial wins; then an identity-based or a resource-based policy must allow it, and every limit too. */
export function decide(request: AccessRequest, policies: ApplyingPolicies): Decision {
  const { identity, resource } = policies;
  const boundary = policies.boundary && [policies.boundary];
  const session = policies.session && [policies.session];
  const denied = explicitDenial(request, { identity, boundary, session, resource });
  if (denied !== undefined) return { isAllowed: false, reason: `with an explicit deny in ${denied}` };

  const named = allowed(resource, request).map(({ statement }) => principalNamed(statement, request.principal));
  if (named.includes('itself')) return { isAllowed: true, grants: allowed(identity, request) };
  if (request.principal.kind === 'service') return missing('resource-based policy', request);
  const grants = allowed(identity, request);
  const isEverybody = named.includes('everybody');
  if (grants.length === 0 && !isEverybody && !named.includes('role')) return missing('identity-based policy', request);
  if (boundary && !isEverybody && allowed(boundary, request).length === 0)
    return missing('permissions boundary', request);
  if (session && allowed(session, request).length === 0) return missing('session policy', request);
  return { isAllowed: true, grants };
}

function explicitDenial(
  request: AccessRequest,
  policies: Readonly<Record<'identity' | 'resource', readonly PolicyDocument[]>> &
    Readonly<Record<'boundary' | 'session', readonly PolicyDocument[] | undefined>>,
): string | undefined {
  const denies = (documents: readonly PolicyDocument[] | undefined): boolean =>
    covering(documents ?? [], 'Deny', request).length > 0;
  if (denies(policies.identity)) return 'an identity-based policy';
  if (denies(policies.boundary)) return 'a permissions boundary';
  if (denies(policies.session)) return 'a session policy';
  const byResource = covering(policies.resource, 'Deny', request).some(
    ({ statement }) => principalNamed(statement, request.principal) !== undefined,
  );
  return byResource ? 'a resource-based policy' : undefined;
}

const missing = (kind: string, { action }: AccessRequest): Decision => ({
  isAllowed: false,
  reason: `because no ${kind} allows the ${action} action`,
});
