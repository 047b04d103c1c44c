/**
 * The program of a worker thread: one execution environment of a function. It makes the thread look like Lambda's Node.js
 * runtime, imports the function's bundle, and handles one event at a time.
 */
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { errorPayload } from '../failure.ts';
import { importCode } from './code.ts';
import { handlerContext } from './context.ts';
import { hideDateHeader } from './date-header.ts';
import { asCalledBy, type Handler } from './handler.ts';
import { captureOutput } from './output.ts';
import type { InvokeMessage, WorkerMessage, WorkerSettings } from './protocol.ts';
import { installVirtualTime } from './virtual-time.ts';

/** Maximum size of a reply to a synchronous invocation, in bytes: AWS allows 100 bytes more than for a request. */
const REPLY_LIMIT = 6 * 1024 * 1024 + 100;

const settings = workerData as WorkerSettings;
let current: string | undefined;

const send = (message: WorkerMessage): void => parentPort?.postMessage(message);

installVirtualTime(settings.clock);
hideDateHeader();
const output = captureOutput({
  emit: (message) => {
    send({ type: 'log', timestamp: Date.now(), message });
  },
  logFormat: settings.logFormat,
  requestId: () => current,
});

function finish(failed: boolean, payload: string, last = false): void {
  output.flush();
  current = undefined;
  send({ type: 'outcome', failed, payload, heapBytes: getHeapStatistics().used_heap_size, last });
}

function fail(title: string, error: unknown, last = false): void {
  const payload = errorPayload(error);
  const { trace, ...shape } = payload;
  output.write('ERROR', [`${title} \t${JSON.stringify({ ...shape, stack: trace })}`]);
  finish(true, JSON.stringify(payload), last);
}

/** After an uncaught error the state of the environment is unknown: the error is reported, and the thread ends. */
process.on('uncaughtException', (error) => {
  fail('Uncaught Exception', error, true);
  process.exit(129);
});
process.on('unhandledRejection', (reason) => {
  const error = Object.assign(new Error(String(reason)), { name: 'Runtime.UnhandledPromiseRejection' });
  if (reason instanceof Error && reason.stack !== undefined) error.stack = reason.stack;
  fail('Unhandled Promise Rejection', error, true);
  process.exit(128);
});

async function loadHandler(): Promise<ReturnType<typeof asCalledBy>> {
  const loaded = await importCode(settings.handlerFile, settings.codeDirectory);
  const nested = loaded['default'] as Record<string, unknown> | undefined;
  const handler = loaded[settings.handlerName] ?? nested?.[settings.handlerName];
  if (typeof handler === 'function') return asCalledBy(settings.runtime, handler as Handler);
  const message = `${settings.handlerName} is undefined or not exported by ${settings.handlerFile}`;
  throw Object.assign(new Error(message), { name: 'Runtime.HandlerNotFound' });
}

function serialise(reply: unknown): string {
  const payload = JSON.stringify(reply) as string | undefined;
  if (Buffer.byteLength(payload ?? '') <= REPLY_LIMIT) return payload ?? 'null';
  const message = `Response payload size exceeded maximum allowed payload size (${REPLY_LIMIT} bytes).`;
  throw Object.assign(new Error(message), { name: 'Function.ResponseSizeTooLarge' });
}

async function answer(handler: ReturnType<typeof asCalledBy>, message: InvokeMessage): Promise<void> {
  current = message.requestId;
  process.env['_X_AMZN_TRACE_ID'] = message.traceId;
  try {
    const reply = await handler(JSON.parse(message.payload), handlerContext(message, settings.runtime));
    finish(false, serialise(reply));
  } catch (error) {
    fail('Invoke Error', error);
  }
}

try {
  const handler = await loadHandler();
  parentPort?.on('message', (message: InvokeMessage) => void answer(handler, message));
  finish(false, '');
} catch (error) {
  fail('Uncaught Exception', error, true);
  process.exit(1);
}
