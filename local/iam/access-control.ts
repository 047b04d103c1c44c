import {
  type AccessControl,
  type Account,
  AwsError,
  type Caller,
  createSessionCredentials,
  type Credentials,
  formatArn,
  type RoleSession,
} from '../core/index.ts';
import type { Identities } from './identities.ts';
import { type Judge, roleSubject, serviceSubject } from './judge.ts';
import type { PolicyDocument } from './policy/document.ts';
import type { Role } from './role.ts';

interface ControllerOptions {
  readonly account: Account;
  readonly identities: Identities;
  readonly judge: Judge;
  /** The key pair of the account's administrator. */
  readonly administrator: Credentials;
  /** Receives, once, each role that no template defines. */
  readonly notice: (message: string) => void;
}

/** The account's keys, and the sessions of roles that they belong to. */
export class AccessController implements AccessControl {
  readonly administrator: Caller;
  readonly #options: ControllerOptions;
  /** By key id. */
  readonly #sessions = new Map<string, RoleSession>();
  readonly #assumed = new Map<string, RoleSession>();
  readonly #services = new Map<string, Caller>();

  constructor(options: ControllerOptions) {
    this.#options = options;
    const { account, administrator } = options;
    const { accountId } = account;
    const root = formatArn({ service: 'iam', region: '', accountId, resource: 'root' });
    this.administrator = unrestricted(root, accountId);
    this.#sessions.set(administrator.accessKeyId, { caller: this.administrator, credentials: administrator });
  }

  readonly identify: AccessControl['identify'] = ({ authorization, 'x-amz-security-token': token }) => {
    if (authorization === undefined) {
      const message =
        'The request is not signed. Sign it with the credentials that this system printed when it started.';
      throw new AwsError('MissingAuthenticationTokenException', message, { status: 403 });
    }
    // The signature itself is not checked, to save its cost.
    const key = /^AWS4-HMAC-SHA256 Credential=(?<id>\w+)\//u.exec(authorization)?.groups?.['id'] ?? '';
    const session = this.#sessions.get(key);
    if (session === undefined) {
      throw invalidToken(
        'it is not signed with a key of this system. Each start has keys of its own; use the AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY that it printed.',
      );
    }
    if (session.credentials.sessionToken !== token) throw invalidToken('its session token does not belong to its key.');
    return session.caller;
  };

  readonly sessionOf = (accessKeyId: string): RoleSession | undefined => this.#sessions.get(accessKeyId);

  readonly assume: AccessControl['assume'] = ({ roleArn, sessionName, service, sourceArn }) => {
    const key = `${roleArn} ${sessionName} ${service}`;
    const known = this.#assumed.get(key);
    if (known) return known;
    const { identities, judge } = this.#options;
    const role = identities.find(roleArn);
    if (role && !judge.trusts(role, { kind: 'service', service }, sourceArn)) return undefined;
    const session = role ? this.open(role, sessionName) : this.#openUnknown(roleArn, sessionName);
    this.#assumed.set(key, session);
    return session;
  };

  /** Opens a session of a role, with credentials of its own. */
  open(role: Role, sessionName: string, policy?: PolicyDocument): RoleSession {
    const { account, judge } = this.#options;
    return this.#keep(judge.caller(roleSubject(role, sessionName, account, policy)));
  }

  readonly service: AccessControl['service'] = (service, sourceArn) => {
    const key = `${service} ${sourceArn}`;
    const { account, judge } = this.#options;
    const caller = this.#services.get(key) ?? judge.caller(serviceSubject(service, sourceArn, account));
    this.#services.set(key, caller);
    return caller;
  };

  readonly attachToResource: AccessControl['attachToResource'] = (resourceArn, document) => {
    this.#options.identities.attachToResource(resourceArn, document);
  };

  #openUnknown(roleArn: string, sessionName: string): RoleSession {
    const { account, notice } = this.#options;
    const isFirst = ![...this.#assumed.keys()].some((key) => key.startsWith(`${roleArn} `));
    if (isFirst) notice(`the role ${roleArn} is in no template: it is denied nothing here`);
    const resource = `assumed-role/${roleArn.split('/').at(-1) ?? ''}/${sessionName}`;
    const arn = formatArn({ service: 'sts', region: '', accountId: account.accountId, resource });
    return this.#keep(unrestricted(arn, sessionName));
  }

  #keep(caller: Caller): RoleSession {
    const credentials = createSessionCredentials();
    const session = { caller, credentials };
    this.#sessions.set(credentials.accessKeyId, session);
    return session;
  }
}

const unrestricted = (arn: string, userId: string): Caller => ({
  arn,
  userId,
  allows: () => true,
  demand: () => undefined,
});

const invalidToken = (why: string): AwsError =>
  new AwsError('UnrecognizedClientException', `The security token included in the request is invalid: ${why}`, {
    status: 403,
  });
