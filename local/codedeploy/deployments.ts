import { AwsError, randomName, type Site } from '../core/index.ts';
import { type AppSpec, contentOf, type HookName, parseAppSpec } from './app-spec.ts';
import { DEFAULT_CONFIG, type DeploymentConfigs } from './deployment-configs.ts';
import { type Deployment, type DeploymentError, hasEnded, type LifecycleEvent, type Revision } from './deployment.ts';
import type { AlarmConfiguration, AutoRollbackConfiguration, DeploymentGroup, RollbackEvent } from './groups.ts';
import { shift, ShiftFailure, type ShiftPorts } from './shift.ts';

/** Virtual milliseconds between two looks at the alarms of a deployment. */
const ALARM_POLL = 10_000;

/** The state of an alarm; undefined if there is no such alarm. */
export type AlarmState = (name: string) => 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined;

export interface DeploymentsPorts extends ShiftPorts {
  readonly alarmState: AlarmState;
}

/** What a deployment is created with. */
export interface NewDeployment {
  readonly group: DeploymentGroup;
  readonly revision: Revision;
  readonly configName?: string | undefined;
  readonly description?: string | undefined;
  readonly alarms?: AlarmConfiguration | undefined;
  readonly autoRollback?: AutoRollbackConfiguration | undefined;
  readonly creator: Deployment['creator'];
}

/** Why a deployment was stopped. */
class Stop extends Error {
  override readonly name = 'Stop';
  readonly error: DeploymentError;
  readonly event: RollbackEvent;

  constructor(error: DeploymentError, event: RollbackEvent) {
    super(error.message);
    this.error = error;
    this.event = event;
  }
}

interface Running {
  readonly stop: AbortController;
  readonly done: Promise<void>;
  /** Whether a stop by request also rolls back, although the group does not ask for it. */
  rollBack?: boolean;
}

/** All deployments: runs each on the virtual clock, stops it on an alarm, and rolls it back as its group says. */
export class Deployments {
  readonly #site: Site;
  readonly #configs: DeploymentConfigs;
  readonly #ports: DeploymentsPorts;
  readonly #byId = new Map<string, Deployment>();
  readonly #running = new Map<string, Running>();
  readonly #closing = new AbortController();

  constructor(site: Site, configs: DeploymentConfigs, ports: DeploymentsPorts) {
    this.#site = site;
    this.#configs = configs;
    this.#ports = ports;
  }

  /** All deployments, newest first. */
  list(): readonly Deployment[] {
    return [...this.#byId.values()].toReversed();
  }

  find(id: string): Deployment | undefined {
    return this.#byId.get(id);
  }

  /** @throws AwsError DeploymentDoesNotExistException */
  get(id: string): Deployment {
    const deployment = this.find(id);
    if (deployment) return deployment;
    throw new AwsError('DeploymentDoesNotExistException', `The deployment ${id} could not be found`);
  }

  /**
   * Creates a deployment and starts it.
   *
   * @throws AwsError DeploymentLimitExceededException if another deployment of the group has not ended
   */
  create({ group, revision, creator, description, ...settings }: NewDeployment): Deployment {
    const spec = parseAppSpec(revision.content);
    const configName = settings.configName ?? group.configName;
    const routing = this.#configs.named(configName);
    const active = this.list().find((other) => other.group.id === group.id && !hasEnded(other));
    if (active) {
      const message = `The Deployment Group '${group.name}' already has an active Deployment '${active.id}'`;
      throw new AwsError('DeploymentLimitExceededException', message);
    }
    const alarms = settings.alarms ?? group.alarms;
    const autoRollback = settings.autoRollback ?? group.autoRollback;
    return this.#start({
      ...this.#common(group, spec, revision),
      configName,
      routing,
      description,
      creator,
      rollbackOn: autoRollback.enabled ? autoRollback.events : [],
      alarms: alarms.enabled ? alarms.alarms : [],
      ignorePollAlarmFailure: alarms.ignorePollAlarmFailure,
      events: eventsOf(spec),
      status: 'Created',
    });
  }

  /**
   * Stops a deployment. Its traffic stays as it is unless it is rolled back.
   *
   * @param rollBack whether it is rolled back even if its group does not roll back what is stopped by request
   * @throws AwsError DeploymentAlreadyCompletedException
   */
  stop(id: string, rollBack: boolean): void {
    const deployment = this.get(id);
    const running = this.#running.get(id);
    if (hasEnded(deployment) || !running) {
      throw new AwsError('DeploymentAlreadyCompletedException', `The deployment ${id} has already completed`);
    }
    running.rollBack = rollBack;
    running.stop.abort(
      new Stop({ code: 'MANUAL_STOP', message: 'The deployment was stopped by a user.' }, 'DEPLOYMENT_STOP_ON_REQUEST'),
    );
  }

  /** Percent of the calls that a deployment's new version receives now. */
  weight({ spec }: Deployment): number {
    const { version, other } = this.#ports.traffic.read(spec.functionName, spec.alias);
    if (version === spec.targetVersion) return 100;
    return other?.version === spec.targetVersion ? other.weight * 100 : 0;
  }

  /** Resolves once the deployment, and the one that rolls it back, have ended. */
  async ended(id: string): Promise<Deployment> {
    await this.#running.get(id)?.done;
    const deployment = this.get(id);
    const next = deployment.rollback?.rollbackDeploymentId;
    if (next !== undefined) await this.#running.get(next)?.done;
    return deployment;
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('CodeDeploy is closing'));
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  #common(group: DeploymentGroup, spec: AppSpec, revision: Revision) {
    const id = `d-${randomName(9).toUpperCase()}`;
    return { id, group, spec, revision, createdAt: this.#site.clock.now() };
  }

  #start(deployment: Deployment): Deployment {
    this.#byId.set(deployment.id, deployment);
    const stop = new AbortController();
    const done = this.#run(deployment, stop).catch((error: unknown) => {
      if (!this.#closing.signal.aborted) this.#site.log(`codedeploy: ${deployment.id}: ${String(error)}`);
    });
    this.#running.set(deployment.id, { stop, done });
    return deployment;
  }

  async #run(deployment: Deployment, stop: AbortController): Promise<void> {
    const { clock } = this.#site;
    // The caller first sees the deployment as created.
    await Promise.resolve();
    deployment.status = 'InProgress';
    deployment.startedAt = clock.now();
    const finished = new AbortController();
    const watching = this.#watchAlarms(deployment, stop, finished.signal);
    try {
      this.#refuseAlarmed(deployment, stop);
      await shift(deployment, this.#ports, AbortSignal.any([stop.signal, this.#closing.signal]));
      this.#conclude(deployment, 'Succeeded');
    } catch (error) {
      this.#closing.signal.throwIfAborted();
      this.#fail(deployment, error);
    } finally {
      finished.abort();
      await watching;
    }
  }

  #fail(deployment: Deployment, error: unknown): void {
    if (error instanceof Stop) {
      deployment.error = error.error;
      this.#conclude(deployment, 'Stopped');
      this.#rollBack(deployment, error.event);
      return;
    }
    const code = error instanceof ShiftFailure ? error.code : 'INVALID_LAMBDA_CONFIGURATION';
    deployment.error = { code, message: error instanceof Error ? error.message : String(error) };
    this.#conclude(deployment, 'Failed');
    this.#rollBack(deployment, 'DEPLOYMENT_FAILURE');
  }

  #conclude(deployment: Deployment, status: 'Succeeded' | 'Stopped' | 'Failed'): void {
    for (const event of deployment.events) if (event.status === 'Pending') event.status = 'Skipped';
    deployment.status = status;
    deployment.completedAt = this.#site.clock.now();
  }

  /** Takes a deployment back through another one, as CodeDeploy does: all traffic at once, and without hooks. */
  #rollBack(deployment: Deployment, event: RollbackEvent): void {
    const asked = event === 'DEPLOYMENT_STOP_ON_REQUEST' && this.#running.get(deployment.id)?.rollBack === true;
    if (!asked && !deployment.rollbackOn.includes(event)) return;
    const { group, spec, id } = deployment;
    const { version } = this.#ports.traffic.read(spec.functionName, spec.alias);
    const back: AppSpec = {
      ...spec,
      currentVersion: version,
      targetVersion: spec.currentVersion,
      hooks: {},
    };
    const revision = { content: contentOf(back), sha256: undefined };
    const rollback: Deployment = {
      ...this.#common(group, back, revision),
      configName: DEFAULT_CONFIG,
      routing: { type: 'AllAtOnce' },
      description: undefined,
      creator: 'codeDeployRollback',
      rollbackOn: [],
      alarms: [],
      ignorePollAlarmFailure: true,
      events: [{ name: 'AllowTraffic', status: 'Pending' }],
      status: 'Created',
      rollback: {
        rollbackTriggeringDeploymentId: id,
        rollbackMessage: `Deployment ${id} is rolled back to version ${spec.currentVersion}.`,
      },
    };
    deployment.rollback = {
      rollbackDeploymentId: rollback.id,
      rollbackMessage: `Automatic rollback to version ${spec.currentVersion} as deployment ${rollback.id}.`,
    };
    this.#start(rollback);
  }

  #refuseAlarmed(deployment: Deployment, stop: AbortController): void {
    const reason = this.#alarmed(deployment);
    if (reason === undefined) return;
    stop.abort(reason);
    throw reason;
  }

  async #watchAlarms(deployment: Deployment, stop: AbortController, finished: AbortSignal): Promise<void> {
    if (deployment.alarms.length === 0) return;
    const signal = AbortSignal.any([finished, stop.signal, this.#closing.signal]);
    const { clock } = this.#site;
    try {
      for (;;) {
        await clock.sleep(ALARM_POLL, signal);
        const reason = this.#alarmed(deployment);
        if (reason) stop.abort(reason);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** The reason to stop a deployment for its alarms, if there is one. */
  #alarmed({ alarms, ignorePollAlarmFailure }: Deployment): Stop | undefined {
    const states = alarms.map((name) => ({ name, state: this.#ports.alarmState(name) }));
    const active = states.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
    if (active.length > 0) {
      const message = `One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: <${active.join(', ')}>`;
      return new Stop({ code: 'ALARM_ACTIVE', message }, 'DEPLOYMENT_STOP_ON_ALARM');
    }
    const unknown = states.filter(({ state }) => state === undefined).map(({ name }) => name);
    if (unknown.length === 0 || ignorePollAlarmFailure) return undefined;
    const message = `The status of these alarms could not be retrieved: <${unknown.join(', ')}>`;
    return new Stop({ code: 'ALARM_ACTIVE', message }, 'DEPLOYMENT_STOP_ON_ALARM');
  }
}

/** The lifecycle events in their order. */
function eventsOf({ hooks }: AppSpec): LifecycleEvent[] {
  const hook = (name: HookName): LifecycleEvent[] => (hooks[name] === undefined ? [] : [{ name, status: 'Pending' }]);
  return [...hook('BeforeAllowTraffic'), { name: 'AllowTraffic', status: 'Pending' }, ...hook('AfterAllowTraffic')];
}
