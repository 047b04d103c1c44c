/** Whether the elements of a statement cover a request. */
import { wildcard } from '../../core/index.ts';
import type { Statement } from './document.ts';
import type { AccessRequest, Principal, RequestContext } from './request.ts';

const glob = (pattern: string, text: string): boolean => wildcard(pattern, { one: '?' })(text);

const matchesAction = (pattern: string, action: string): boolean => glob(pattern.toLowerCase(), action.toLowerCase());

/** The parts of an ARN; the last one, the resource, keeps its colons. */
function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** Compares part by part, so that a `*` does not stand for the parts on both sides of a colon. */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const parts = partsOf(arn);
  return partsOf(pattern).every((part, index) => glob(part, parts[index] ?? ''));
}

const VARIABLE = /\$\{([^}]+)\}/gu;

/** Fills in variables such as `${aws:username}`; undefined if the request has no value for one. */
export function fillVariables(pattern: string, context: RequestContext): string | undefined {
  const valueOf = (name: string): string | undefined => {
    if (name === '*' || name === '?' || name === '$') return name;
    const [key = '', fallback] = name.split(',').map((part) => part.trim());
    const value = context[key.toLowerCase()] ?? fallback?.replaceAll("'", '');
    return typeof value === 'string' ? value : undefined;
  };
  const names = [...pattern.matchAll(VARIABLE)].map(([, name = '']) => name);
  if (names.some((name) => valueOf(name) === undefined)) return undefined;
  return pattern.replaceAll(VARIABLE, (_whole, name: string) => valueOf(name) ?? '');
}

const matchesResource = (pattern: string, { resource, context }: AccessRequest): boolean => {
  const filled = fillVariables(pattern, context);
  return filled !== undefined && matchesArn(filled, resource);
};

/** The entries of `Action` that cover the request; `NotAction` counts as one entry. */
export function actionsCovering({ Action, NotAction = [] }: Statement, { action }: AccessRequest): readonly string[] {
  if (Action !== undefined) return Action.filter((pattern) => matchesAction(pattern, action));
  return NotAction.some((pattern) => matchesAction(pattern, action)) ? [] : ['*'];
}

/** The entries of `Resource` that cover the request. A policy of a resource may leave it out. */
export function resourcesCovering({ Resource, NotResource }: Statement, request: AccessRequest): readonly string[] {
  if (Resource !== undefined) return Resource.filter((pattern) => matchesResource(pattern, request));
  return NotResource?.some((pattern) => matchesResource(pattern, request)) === true ? [] : ['*'];
}

/**
 * How a policy of a resource names a principal. `itself`: as a service or as the session of a role, so that `Allow` alone
 * decides. `everybody`: no permissions boundary limits that, but a session policy does. `role`: both do. `account`: only
 * as a part of its account, which for `Allow` leaves the decision to the policies of the role.
 */
export type Named = 'itself' | 'everybody' | 'role' | 'account';

export function principalNamed({ Principal, NotPrincipal }: Statement, principal: Principal): Named | undefined {
  if (NotPrincipal !== undefined) return namedIn(NotPrincipal, principal) === undefined ? 'everybody' : undefined;
  return Principal && namedIn(Principal, principal);
}

function namedIn(named: Readonly<Record<string, readonly string[]>>, principal: Principal): Named | undefined {
  if (named['*'] !== undefined) return principal.kind === 'role' ? 'everybody' : 'itself';
  if (principal.kind === 'service') {
    return named['Service']?.includes(principal.service) === true ? 'itself' : undefined;
  }
  const names = named['AWS'] ?? [];
  if (principal.kind === 'role' && names.includes(principal.sessionArn)) return 'itself';
  if (names.includes('*')) return 'everybody';
  if (principal.kind === 'role' && names.includes(principal.roleArn)) return 'role';
  const account = [principal.accountId, `arn:aws:iam::${principal.accountId}:root`];
  if (!names.some((name) => account.includes(name))) return undefined;
  return principal.kind === 'account' ? 'itself' : 'account';
}
