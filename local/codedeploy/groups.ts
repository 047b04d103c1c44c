import { AwsError } from '../core/index.ts';

export const ROLLBACK_EVENTS = [
  'DEPLOYMENT_FAILURE',
  'DEPLOYMENT_STOP_ON_ALARM',
  'DEPLOYMENT_STOP_ON_REQUEST',
] as const;

/** What rolls a deployment back by itself. */
export type RollbackEvent = (typeof ROLLBACK_EVENTS)[number];

export interface AlarmConfiguration {
  readonly enabled: boolean;
  readonly ignorePollAlarmFailure: boolean;
  readonly alarms: readonly string[];
}

export interface AutoRollbackConfiguration {
  readonly enabled: boolean;
  readonly events: readonly RollbackEvent[];
}

export interface DeploymentGroup {
  readonly id: string;
  readonly application: string;
  readonly name: string;
  readonly configName: string;
  readonly serviceRoleArn: string;
  readonly alarms: AlarmConfiguration;
  readonly autoRollback: AutoRollbackConfiguration;
}

/** The applications of the account, with their deployment groups. */
export class Applications {
  readonly #groups = new Map<string, Map<string, DeploymentGroup>>();

  /** @throws AwsError ApplicationAlreadyExistsException */
  add(name: string): void {
    if (this.#groups.has(name))
      throw new AwsError('ApplicationAlreadyExistsException', `Application ${name} already exists`);
    this.#groups.set(name, new Map());
  }

  put(group: DeploymentGroup): void {
    this.#of(group.application).set(group.name, group);
  }

  /** @throws AwsError ApplicationDoesNotExistException or DeploymentGroupDoesNotExistException */
  group(application: string, name: string): DeploymentGroup {
    const group = this.#of(application).get(name);
    if (group) return group;
    throw new AwsError('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`);
  }

  #of(application: string): Map<string, DeploymentGroup> {
    const groups = this.#groups.get(application);
    if (groups) return groups;
    throw new AwsError('ApplicationDoesNotExistException', `No application found for name: ${application}`);
  }
}
