import { AwsError, formatArn, type Site } from '../core/index.ts';
import type { StateMachineDefinition } from './language/states.ts';

export interface StateMachine {
  readonly name: string;
  readonly arn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** As the template gives it, after substitution. */
  readonly definitionText: string;
  readonly definition: StateMachineDefinition;
  readonly roleArn: string;
  /** Virtual milliseconds. */
  readonly createdAt: number;
}

/** The state machines, by ARN. */
export class StateMachines {
  readonly #site: Pick<Site, 'region' | 'accountId' | 'clock'>;
  readonly #byArn = new Map<string, StateMachine>();

  constructor(site: Pick<Site, 'region' | 'accountId' | 'clock'>) {
    this.#site = site;
  }

  /** The ARN that a state machine of this name has. */
  arnOf(name: string): string {
    const { region, accountId } = this.#site;
    return formatArn({ service: 'states', region, accountId, resource: `stateMachine:${name}` });
  }

  add(machine: Omit<StateMachine, 'arn' | 'createdAt'>): StateMachine {
    const arn = this.arnOf(machine.name);
    const added = { ...machine, arn, createdAt: this.#site.clock.now() };
    this.#byArn.set(arn, added);
    return added;
  }

  /** @throws AwsError StateMachineDoesNotExist */
  get(arn: string): StateMachine {
    const found = this.#byArn.get(arn);
    if (found === undefined) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return found;
  }

  all(): readonly StateMachine[] {
    return [...this.#byArn.values()];
  }
}
