import {
  AccessDeniedError,
  type Account,
  type Caller,
  formatArn,
  inAccountRegion,
  type Permission,
} from '../core/index.ts';
import { type Denial, denialMessage, Denials } from './denials.ts';
import { UsedGrants } from './grants.ts';
import type { Identities } from './identities.ts';
import { type Decision, decide } from './policy/decide.ts';
import type { PolicyDocument } from './policy/document.ts';
import type { Principal, RequestContext } from './policy/request.ts';
import type { Role } from './role.ts';

/** Maximum number of decisions that are kept; after that, all are made again. */
const MAX_DECISIONS = 20_000;

/** Whose calls are judged: a session of a role, or a service that acts for a resource. */
export interface Subject {
  /** As STS returns it. */
  readonly arn: string;
  readonly userId: string;
  readonly principal: Principal;
  /** Condition keys that all of its calls have. */
  readonly context: RequestContext;
  readonly role?: Role;
  /** What limits this session of the role further. */
  readonly sessionPolicy?: PolicyDocument | undefined;
}

/** Decides about calls. It keeps its decisions until a policy changes, and records used grants and denials. */
export class Judge {
  readonly used = new UsedGrants();
  readonly denials: Denials;
  readonly #account: Account;
  readonly #identities: Identities;
  readonly #subjects = new WeakMap<Caller, Subject>();
  readonly #decisions = new Map<string, Decision>();
  #madeAt = 0;
  #nextId = 0;

  constructor(account: Account, identities: Identities, log: (message: string) => void) {
    this.#account = account;
    this.#identities = identities;
    this.denials = new Denials(log);
  }

  /** The caller with the permissions of a subject. */
  caller(subject: Subject): Caller {
    const id = String((this.#nextId += 1));
    const denialOf = (permission: Permission): Denial | undefined => {
      const decision = this.#decisionOn(subject, id, permission);
      if (decision.isAllowed) return undefined;
      const { action, resource } = permission;
      const arn = inAccountRegion(resource, this.#account.region);
      const denial = { caller: subject.arn, action, resource: arn, reason: decision.reason };
      this.denials.add(denial);
      return denial;
    };
    const caller: Caller = {
      arn: subject.arn,
      userId: subject.userId,
      allows: (permission) => denialOf(permission) === undefined,
      demand: (permissions) => {
        for (const permission of permissions) {
          const denial = denialOf(permission);
          if (denial) throw new AccessDeniedError(denialMessage(denial));
        }
      },
    };
    this.#subjects.set(caller, subject);
    return caller;
  }

  subjectOf(caller: Caller): Subject | undefined {
    return this.#subjects.get(caller);
  }

  /** Whether the trust policy of a role names a principal. */
  trusts(role: Role, principal: Principal, sourceArn?: string): boolean {
    const { accountId } = this.#account;
    const context = {
      'aws:sourceaccount': accountId,
      'aws:principalaccount': accountId,
      ...(sourceArn !== undefined && { 'aws:sourcearn': sourceArn }),
    };
    const request = { principal, action: 'sts:AssumeRole', resource: role.arn, context };
    return decide(request, { identity: [], resource: [role.trust] }).isAllowed;
  }

  #decisionOn(subject: Subject, id: string, permission: Permission): Decision {
    if (this.#madeAt !== this.#identities.version || this.#decisions.size >= MAX_DECISIONS) this.#decisions.clear();
    this.#madeAt = this.#identities.version;
    const { action, resource, context } = permission;
    const key = `${id}\n${action}\n${resource}\n${context === undefined ? '' : JSON.stringify(context)}`;
    const known = this.#decisions.get(key);
    if (known) return known;
    const decision = this.#decide(subject, permission);
    this.#decisions.set(key, decision);
    if (decision.isAllowed && subject.role) this.used.add(subject.role.name, decision.grants);
    return decision;
  }

  #decide({ principal, context, role, sessionPolicy }: Subject, permission: Permission): Decision {
    const resource = inAccountRegion(permission.resource, this.#account.region);
    const request = {
      principal,
      action: permission.action,
      resource,
      context: { ...this.#commonContext(), ...context, ...permission.context },
    };
    return decide(request, {
      identity: role ? this.#identities.ofRole(role) : [],
      boundary: role && this.#identities.boundaryOf(role),
      session: sessionPolicy,
      resource: this.#identities.ofResource(resource),
    });
  }

  /** On AWS, all of these calls come over TLS. */
  #commonContext(): RequestContext {
    return { 'aws:requestedregion': this.#account.region, 'aws:securetransport': 'true' };
  }
}

/** A session of a role. */
export function roleSubject(role: Role, sessionName: string, account: Account, policy?: PolicyDocument): Subject {
  const { accountId } = account;
  const resource = `assumed-role/${role.name}/${sessionName}`;
  const arn = formatArn({ service: 'sts', region: '', accountId, resource });
  const userId = `${role.id}:${sessionName}`;
  return {
    arn,
    userId,
    principal: { kind: 'role', accountId, roleArn: role.arn, sessionArn: arn },
    context: {
      'aws:principalaccount': accountId,
      'aws:principalarn': role.arn,
      'aws:principaltype': 'AssumedRole',
      'aws:principalisawsservice': 'false',
      'aws:userid': userId,
    },
    role,
    sessionPolicy: policy,
  };
}

/** A service that acts for a resource of the account. */
export const serviceSubject = (service: string, sourceArn: string, { accountId }: Account): Subject => ({
  arn: service,
  userId: service,
  principal: { kind: 'service', service },
  context: {
    'aws:principalisawsservice': 'true',
    'aws:principalservicename': service,
    'aws:sourceaccount': accountId,
    'aws:sourcearn': sourceArn,
  },
});
