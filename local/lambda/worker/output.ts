import { format } from 'node:util';

type Emit = (message: string) => void;

const LEVELS = {
  debug: 'DEBUG',
  error: 'ERROR',
  info: 'INFO',
  log: 'INFO',
  trace: 'TRACE',
  warn: 'WARN',
} as const;

interface Output {
  /** Emits a last line that has no line break; called at the end of an invocation. */
  readonly flush: () => void;
  /** Writes a line in the runtime's format, as `console` does. */
  readonly write: (level: string, parameters: readonly unknown[]) => void;
}

/** Splits a stream's chunks into lines, and keeps an unfinished line until it is complete. */
function byLine(emit: Emit): { readonly write: (chunk: string | Uint8Array) => void; readonly flush: () => void } {
  let rest = '';
  return {
    write(chunk) {
      const lines = (rest + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'))).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') emit(line);
    },
    flush() {
      if (rest !== '') emit(rest);
      rest = '';
    },
  };
}

function redirect(stream: NodeJS.WriteStream, write: (chunk: string | Uint8Array) => void): void {
  stream.write = (chunk: string | Uint8Array, encodingOrDone?: unknown, done?: unknown): boolean => {
    write(chunk);
    const callback = typeof encodingOrDone === 'function' ? encodingOrDone : done;
    if (typeof callback === 'function') queueMicrotask(() => void Reflect.apply(callback, undefined, []));
    return true;
  };
}

/**
 * Sends this thread's output to `emit`, one event per line. A `console` call is a single event even if it has several
 * lines, and starts with the time, request id and level, as in Lambda's Node.js runtime.
 */
export function captureOutput(options: {
  readonly emit: Emit;
  readonly logFormat: 'Text' | 'JSON';
  readonly requestId: () => string | undefined;
}): Output {
  const { emit, logFormat, requestId } = options;
  const streams = [process.stdout, process.stderr].map((stream) => {
    const lines = byLine(emit);
    redirect(stream, lines.write);
    return lines;
  });

  const write: Output['write'] = (level, parameters) => {
    const timestamp = new Date().toISOString();
    if (logFormat === 'JSON') {
      const [first] = parameters;
      const message = parameters.length === 1 && typeof first === 'object' ? first : format(...parameters);
      emit(JSON.stringify({ timestamp, level, requestId: requestId(), message }));
    } else {
      emit(`${timestamp}\t${requestId() ?? 'undefined'}\t${level}\t${format(...parameters)}`);
    }
  };
  for (const [method, level] of Object.entries(LEVELS)) {
    console[method as keyof typeof LEVELS] = (...parameters: unknown[]) => {
      write(level, parameters);
    };
  }
  return {
    write,
    flush: () => {
      for (const stream of streams) stream.flush();
    },
  };
}
