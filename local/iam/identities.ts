import { AwsError, formatArn, inAccountRegion, type Account } from '../core/index.ts';
import { MANAGED_POLICIES } from './managed-policies.ts';
import { unsupportedOperators } from './policy/condition.ts';
import { type PolicyDocument, policyDocument } from './policy/document.ts';
import type { Role } from './role.ts';

/** The total size of a role's inline policies, in characters without white space. */
const MAX_INLINE_SIZE = 10_240;

export interface NewRole extends Pick<Role, 'name' | 'id' | 'boundaryArn' | 'createdAt'> {
  readonly trust: unknown;
}

/** The account's roles and managed policies, and the policies of its resources. */
export class Identities {
  readonly #account: Account;
  readonly #notice: (message: string) => void;
  readonly #roles = new Map<string, Role>();
  readonly #managed = new Map<string, PolicyDocument>();
  readonly #ofResources = new Map<string, PolicyDocument[]>();
  readonly #unknown = new Set<string>();
  #version = 0;

  /** @param notice receives what a policy has that is not simulated */
  constructor(account: Account, notice: (message: string) => void) {
    this.#account = account;
    this.#notice = notice;
    for (const [arn, document] of Object.entries(MANAGED_POLICIES)) this.putManagedPolicy(arn, document);
  }

  /** Changes whenever a policy does. */
  get version(): number {
    return this.#version;
  }

  roles(): readonly Role[] {
    return [...this.#roles.values()];
  }

  /** @param reference name or ARN */
  find(reference: string): Role | undefined {
    return this.#roles.get(reference.split('/').at(-1) ?? '');
  }

  /** @throws AwsError NoSuchEntity */
  get(name: string): Role {
    const role = this.find(name);
    if (role) return role;
    throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, { status: 404 });
  }

  addRole({ name, trust, ...rest }: NewRole): Role {
    if (this.#roles.has(name)) {
      throw new AwsError('EntityAlreadyExists', `Role with name ${name} already exists.`, { status: 409 });
    }
    const arn = formatArn({ service: 'iam', region: '', accountId: this.#account.accountId, resource: `role/${name}` });
    const role = { ...rest, name, arn, trust: this.parse(trust, arn), inline: new Map(), attached: new Set<string>() };
    this.#roles.set(name, role);
    this.#version += 1;
    return role;
  }

  putInlinePolicy(roleName: string, policyName: string, document: unknown): void {
    const { inline, arn } = this.get(roleName);
    const others = [...inline].filter(([name]) => name !== policyName).map(([, one]) => JSON.stringify(one).length);
    const size = others.reduce((sum, length) => sum + length, sizeOf(document));
    if (size > MAX_INLINE_SIZE) {
      const message = `Maximum policy size of ${String(MAX_INLINE_SIZE)} bytes exceeded for role ${roleName}`;
      throw new AwsError('LimitExceeded', message, { status: 409 });
    }
    inline.set(policyName, this.parse(document, arn));
    this.#version += 1;
  }

  deleteInlinePolicy(roleName: string, policyName: string): void {
    if (!this.get(roleName).inline.delete(policyName)) throw noSuchPolicy(policyName);
    this.#version += 1;
  }

  inlinePolicy(roleName: string, policyName: string): PolicyDocument {
    const found = this.get(roleName).inline.get(policyName);
    if (!found) throw noSuchPolicy(policyName);
    return found;
  }

  putManagedPolicy(arn: string, document: unknown): void {
    this.#managed.set(arn, this.parse(document, arn));
    this.#version += 1;
  }

  attach(roleName: string, policyArn: string): void {
    const { attached } = this.get(roleName);
    this.#managedPolicy(policyArn, roleName);
    attached.add(policyArn);
    this.#version += 1;
  }

  attachToResource(resourceArn: string, document: unknown): void {
    const arn = inAccountRegion(resourceArn, this.#account.region);
    this.#ofResources.set(arn, [...this.ofResource(arn), this.parse(document, arn)]);
    this.#version += 1;
  }

  ofResource(arn: string): readonly PolicyDocument[] {
    return this.#ofResources.get(arn) ?? [];
  }

  /** The documents of a role's policies. */
  ofRole({ name, inline, attached }: Role): readonly PolicyDocument[] {
    return [...inline.values(), ...[...attached].flatMap((arn) => this.#managedPolicy(arn, name) ?? [])];
  }

  boundaryOf({ boundaryArn, name }: Role): PolicyDocument | undefined {
    return boundaryArn === undefined ? undefined : (this.#managedPolicy(boundaryArn, name) ?? NOTHING);
  }

  /** Parses a document, with the ARNs of tables in the account's region, and reports what is not simulated. */
  parse(document: unknown, of: string): PolicyDocument {
    const parsed = policyDocument.parse(document);
    const inRegion = (arns: string[] | undefined) =>
      arns && { value: arns.map((arn) => inAccountRegion(arn, this.#account.region)) };
    for (const operator of parsed.Statement.flatMap(unsupportedOperators)) {
      this.#notice(`a policy of ${of} has a condition with ${operator}, which is not simulated: it never holds here`);
    }
    return {
      ...parsed,
      Statement: parsed.Statement.map((statement) => {
        const resource = inRegion(statement.Resource);
        const notResource = inRegion(statement.NotResource);
        return {
          ...statement,
          ...(resource && { Resource: resource.value }),
          ...(notResource && { NotResource: notResource.value }),
        };
      }),
    };
  }

  #managedPolicy(arn: string, roleName: string): PolicyDocument | undefined {
    const found = this.#managed.get(arn);
    if (found === undefined && !this.#unknown.has(arn)) {
      this.#unknown.add(arn);
      this.#notice(`the managed policy ${arn} of the role ${roleName} is unknown here, so it allows nothing`);
    }
    return found;
  }
}

/** A policy that is unknown here allows nothing. */
const NOTHING: PolicyDocument = { Version: '2012-10-17', Statement: [] };

const sizeOf = (document: unknown): number => JSON.stringify(document).length;

const noSuchPolicy = (name: string): AwsError =>
  new AwsError('NoSuchEntity', `The role policy with name ${name} cannot be found.`, { status: 404 });
