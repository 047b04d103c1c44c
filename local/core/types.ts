/**
 * The interfaces between the parts of AWS on one machine. Each service folder provides an `AwsService` (its HTTP API), the
 * `ResourceType`s that it provisions from a template, and the ports below that other services call in process.
 */
import type { AccessControl, Account, Caller } from './access.ts';
import type { Credentials } from './credentials.ts';
import type { AnyResourceType } from './resource.ts';

/** Virtual time: `speed` virtual seconds pass in one real second. */
export interface Clock {
  readonly speed: number;
  /** Virtual milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` virtual milliseconds, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface AwsRequest {
  readonly method: string;
  /** Path and query after the service's prefix, e.g. `/2015-03-31/functions/f/invocations`. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Who signed it; nobody, without permissions, for a service that takes unsigned requests. */
  readonly caller: Caller;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface AwsService {
  /** Path prefix of the service's API, e.g. `rds_data`, `cloudwatch` or `logs`. */
  readonly name: string;
  /** Whether it takes requests that are not signed with a key of the account; only the data plane of API Gateway does. */
  readonly isPublic?: true;
  readonly handle: (request: AwsRequest) => Promise<AwsResponse>;
  readonly resourceTypes: readonly AnyResourceType[];
  /** Ends pollers, timers, workers and child processes. Safe to call twice. */
  readonly close: () => Promise<void>;
}

/** Passed to every service when it is created. */
export interface Site extends Account {
  readonly clock: Clock;
  /** Says who calls, and what a caller may do. */
  readonly access: AccessControl;
  /** Folder of this boot, for sockets, data and scratch files. */
  readonly directory: string;
  /** Base URL of the local HTTP server, e.g. `http://127.0.0.1:41234`; the service `sqs` is at `<baseUrl>/sqs`. */
  readonly baseUrl: string;
  /** The key pair of the account's administrator. */
  readonly credentials: Credentials;
  /** Takes the simulator's own diagnostics, which never go to stdout. */
  readonly log: (message: string) => void;
  /** A seeded random number in [0, 1), for choices that a run repeats; nothing secret comes from it. */
  readonly random: () => number;
}

/** CloudWatch metrics, as other services report to them. Timestamps are virtual milliseconds. */
export interface MetricSink {
  put(datum: {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly value: number;
    readonly unit?: string;
    readonly timestamp?: number;
    /** 1 for a metric of high resolution, in seconds; 60 by default. */
    readonly resolution?: 60 | 1;
  }): void;
}

/** The metrics that a service reports under one of AWS's own namespaces. */
export interface ServiceMetrics {
  readonly namespace: string;
  /** The unit of each metric, by its name. */
  readonly units: Readonly<Record<string, string>>;
  /** Why nothing is reported with these dimensions; undefined if it is. */
  readonly whyNot: (name: string, dimensions: Readonly<Record<string, string>>) => string | undefined;
}

/** CloudWatch Logs, as other services write to them. Timestamps are virtual milliseconds. */
export interface LogSink {
  ensureGroup(group: string): void;
  put(group: string, stream: string, events: readonly { readonly timestamp: number; readonly message: string }[]): void;
}

export interface InvokeResult {
  /** 200 with the function's JSON reply, 202 for an accepted event, 429 if throttled. */
  readonly status: number;
  readonly payload: string;
  /** `Unhandled` if the function threw, timed out or its worker ended. */
  readonly functionError?: string;
  /** The version that ran; an alias may refer to several. */
  readonly version?: string;
}

/** Lambda, as other services invoke it. */
export interface FunctionInvoker {
  /**
   * Rejects with an AccessDeniedError if the caller may not invoke the function.
   *
   * @param functionRef name, `name:qualifier` or ARN
   */
  invoke(request: {
    readonly functionRef: string;
    readonly type: 'RequestResponse' | 'Event';
    readonly payload: string;
    /** Needs `lambda:InvokeFunction`. */
    readonly caller: Caller;
    readonly signal?: AbortSignal;
  }): Promise<InvokeResult>;
}

/** SQS, as other services deliver to it (dead letters, on-failure destinations). */
export interface QueueSink {
  /** Rejects with an AccessDeniedError if the caller may not send to the queue. */
  send(caller: Caller, queueArn: string, body: string, attributes?: Readonly<Record<string, string>>): Promise<void>;
}

/** AWS APIs that another service calls on behalf of its user. */
export interface ApiCaller {
  /**
   * Whether the action is simulated.
   *
   * @param service the SDKs' name of the service, in lower case: `dynamodb`
   * @param action the SDKs' name of the method: `deleteItem`
   */
  knows(service: string, action: string): boolean;
  /** Returns the API's response; rejects with an `AwsError` that carries the response's status. */
  call(caller: Caller, service: string, action: string, input: object): Promise<unknown>;
}

/** How an alias splits its calls: its own version and, during a shift, another one with the share that it receives. */
interface AliasRoute {
  readonly version: string;
  readonly other?: { readonly version: string; readonly weight: number } | undefined;
}

/** The aliases of functions, as a service that shifts their traffic uses them. Unknown names are Lambda's own errors. */
export interface AliasTraffic {
  versions(functionName: string): readonly string[];
  read(functionName: string, alias: string): AliasRoute;
  route(functionName: string, alias: string, route: AliasRoute): void;
}
