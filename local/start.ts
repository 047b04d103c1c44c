/** Starts the system of one region: its services, and the stacks of an assembly on them. */
import { mkdir } from 'node:fs/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { ApiGateway } from './apigateway/index.ts';
import type { BootOptions } from './boot-options.ts';
import { cacheFolder } from './cache-folder.ts';
import { openChildren, reapStale } from './children/index.ts';
import {
  type Clock,
  createClock,
  createCredentials,
  type Credentials,
  jsonReply,
  serveAws,
  type Site,
} from './core/index.ts';
import type { DynamoDbOptions } from './dynamodb/index.ts';
import { clientEnvironment } from './environment.ts';
import { createIam } from './iam/index.ts';
import { CODE_PATH } from './lambda/index.ts';
import { createDeploying, DEPLOY_PATH } from './deploying.ts';
import {
  ANSWER_PATH,
  Answers,
  type Assembly,
  createProvisioner,
  type CreatedStack,
  hasResource,
  type IgnoredResource,
  ignoredResources,
  readAssembly,
} from './provision/index.ts';
import { startPulse } from './pulse/index.ts';
import type { Secret } from './secretsmanager/index.ts';
import { createServices, type Services } from './services.ts';
import type { Started } from './started.ts';

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';

/** AWS on this machine, with the resources of the assembly. */
export interface LocalSystem {
  readonly baseUrl: string;
  /** Environment variables that direct any AWS client to it: region, key pair, `AWS_ENDPOINT_URL_*`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Outputs by stack name and output name; the URL of an API is its local URL. A deployment may change them. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** All REST APIs, with the URLs of their stages. */
  readonly apis: ReturnType<ApiGateway['apis']>;
  /** Values of the API keys, by name. */
  readonly apiKeys: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** The resources that the boot left out, with what depends on them. */
  readonly ignored: readonly IgnoredResource[];
  /** Shuts everything down. Safe to call twice. */
  readonly close: () => Promise<void>;
}

/** Where a system is, and what it shares with that of the account's other region. */
export interface Place extends Pick<DynamoDbOptions, 'engine' | 'replicate'> {
  readonly region: string;
  /** Whether the assembly has stacks of other regions, which are left out. */
  readonly isOneOfTwo: boolean;
  readonly clock?: Clock;
  readonly credentials?: Credentials;
  /** Called before the first stack is made. */
  readonly engineReady?: (engineEndpoint: string) => void;
  /** Replicas of the other region's secrets. */
  readonly secrets?: readonly Secret[];
}

/** A system, and its parts for what stands between two of them. */
export interface StartedSystem {
  readonly system: LocalSystem;
  readonly services: Services;
  readonly credentials: Credentials;
}

const ONLY: Place = { region: REGION, isOneOfTwo: false };

/** Real milliseconds for the services, and for each smaller part, to close. A system ends within five seconds. */
const SERVICES_LIMIT_MS = 2_000;
const PART_LIMIT_MS = 200;

function seededRandom(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}

const outputsOf = (stacks: readonly CreatedStack[]): LocalSystem['outputs'] =>
  Object.fromEntries(
    stacks.map(({ name, outputs }) => [
      name,
      Object.fromEntries(outputs.map((output) => [output.name, output.value] as const)),
    ]),
  );

/** @param started receives what to shut down, also if the start fails */
export async function startSystem(options: BootOptions, started: Started, place: Place = ONLY): Promise<StartedSystem> {
  const {
    directory,
    speed,
    startAt,
    seed,
    log,
    notice = log,
    port = 0,
    onProgress,
    ignore = [],
    dynamoDbEndpoint,
    accountConcurrency,
    cache = cacheFolder(),
  } = options;
  await mkdir(directory, { recursive: true });
  const left = await reapStale(directory);
  if (left.length > 0) log(`ended processes that an earlier run left: ${left.join(', ')}`);
  const { region } = place;
  const read = (folder: string) => readAssembly(folder, place.isOneOfTwo ? region : undefined);
  const assembly = await read(options.assembly);
  const children = await openChildren(directory);
  started.add(() => children.close());

  const clock = place.clock ?? createClock({ speed, startAt });
  const credentials = place.credentials ?? createCredentials();
  const account = { region, accountId: ACCOUNT };
  const iam = createIam({ account, credentials, log, notice });
  const { access } = iam;
  const server = await serveAws({ clock, port, log, access });
  started.add(() => server.close(), PART_LIMIT_MS);
  const { baseUrl } = server;
  const random = seededRandom(seed);
  const site: Site = { ...account, clock, access, directory, baseUrl, credentials, log, random };
  const services = await createServices(site, iam, children, {
    cache,
    notice,
    accountConcurrency,
    expectsCluster: hasResource(assembly, 'AWS::RDS::DBCluster'),
    ...(dynamoDbEndpoint !== undefined && { endpoint: dynamoDbEndpoint }),
    engine: place.engine,
    replicate: place.replicate,
  });
  started.add(() => services.close(), SERVICES_LIMIT_MS);
  server.mount(...services.served);
  const answers = new Answers(baseUrl);
  server.answer(ANSWER_PATH, answers.take);
  server.answer(CODE_PATH, services.functionCode);
  server.answer('blind-alarms', () => jsonReply(200, { alarms: services.blindAlarms() }));
  server.answer('access', () => jsonReply(200, iam.report()));
  server.answer('traces', services.xray.read);
  server.answer('events', () => jsonReply(200, services.eventBridge.events.all()));

  place.engineReady?.(services.dynamodb.engineEndpoint);
  for (const secret of place.secrets ?? []) services.secrets.put(secret);
  const { resourceTypes, invoker, secrets, dynamodb, endpoints, apiGateway, cloudFormation, codeDeploy } = services;
  let isUp = false;
  const provisioner = createProvisioner({
    site,
    resourceTypes,
    ignored: ignore,
    invoker,
    answers,
    lookUpSecret: (id) => secrets.get(id).value,
    shiftTraffic: codeDeploy.shiftTraffic,
    urlsHere: apiGateway.urlsHere,
    onProgress(made, total, what) {
      if (isUp) deploying.progressed(made, total);
      else onProgress?.({ made, total, what });
    },
  });
  let outputs: LocalSystem['outputs'] = {};
  const deploy = async (wanted: Assembly) => {
    const stacks = await provisioner.deploy(wanted);
    for (const stack of stacks) cloudFormation.put(stack);
    outputs = outputsOf(stacks);
    return stacks.flatMap(({ changes }) => changes);
  };
  const deploying = createDeploying({
    access,
    refusal: async () => options.deployRefusal?.(),
    async deploy(folder) {
      const changes = await deploy(await read(folder));
      await options.onDeployed?.();
      return changes;
    },
  });
  await deploy(assembly);
  const ignored = ignoredResources(assembly, ignore);
  for (const one of ignored) notice(ignoredText(one));
  isUp = true;
  server.answer(DEPLOY_PATH, deploying.answer);
  await dynamodb.warm;
  for (const { name, reason } of services.blindAlarms()) notice(`alarm ${name} can never fire here: ${reason}`);
  for (const sentence of services.alarmNotices()) notice(sentence);
  const pulse = startPulse({ probes: services.probes, ended: () => [...children.died(), ...services.ended()] });
  started.add(() => pulse.close(), PART_LIMIT_MS);
  server.answer('pulse', () => jsonReply(200, pulse.report()));
  const system: LocalSystem = {
    baseUrl,
    environment: clientEnvironment(region, credentials, endpoints),
    get outputs() {
      return outputs;
    },
    get apis() {
      return apiGateway.apis();
    },
    get apiKeys() {
      return apiGateway.apiKeys();
    },
    clock,
    ignored,
    close: () => started.end(log),
  };
  return { system, services, credentials };
}

function ignoredText({ resource, type, dependents }: IgnoredResource): string {
  const marked = dependents.length === 0 ? '' : `; these depend on it, and may not work: ${dependents.join(', ')}`;
  return `without ${resource} (${type})${marked}`;
}
