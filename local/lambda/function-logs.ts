import { formatArn, type LogSink, type Site } from '../core/index.ts';
import { executionRole } from './execution-role.ts';
import type { FunctionVersion } from './registry.ts';

type Events = Parameters<LogSink['put']>[2];

/** Writes a function's log lines under the function's role, as Lambda does. What the role may not write is lost. */
export class FunctionLogs {
  readonly #site: Site;
  readonly #logs: LogSink;

  constructor(site: Site, logs: LogSink) {
    this.#site = site;
    this.#logs = logs;
  }

  put(version: FunctionVersion, stream: string, events: Events): void {
    const { caller } = executionRole(this.#site, version);
    const { region, accountId } = this.#site;
    const { logGroup } = version;
    const resource = formatArn({ service: 'logs', region, accountId, resource: `log-group:${logGroup}:log-stream:` });
    const canWrite =
      caller.allows({ action: 'logs:CreateLogStream', resource: `${resource}${stream}` }) &&
      caller.allows({ action: 'logs:PutLogEvents', resource: `${resource}${stream}` });
    if (canWrite) this.#logs.put(logGroup, stream, events);
  }
}
