/**
 * The program of a process that hosts execution environments: it starts their worker threads in the version of Node.js that
 * their functions declare, and passes messages between them and the simulator.
 */
import { Worker } from 'node:worker_threads';
import { inBatches } from './batches.ts';
import type { FromHost, ToHost, WorkerMessage } from './protocol.ts';

const workers = new Map<number, Worker>();

const send = inBatches<FromHost>((batch) => process.send?.(batch));

function start({ id, program, settings, variables, memoryMb }: Extract<ToHost, { type: 'start' }>): void {
  const worker = new Worker(program, {
    workerData: settings,
    env: variables,
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  workers.set(id, worker);
  let death: string | undefined;
  worker.stdout.resume();
  worker.stderr.on('data', (chunk: Buffer) => {
    send({ id, type: 'diagnostic', text: chunk.toString('utf8').trimEnd() });
  });
  worker.on('message', (message: WorkerMessage) => {
    send({ id, type: 'message', message });
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    death = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'signal: killed' : error.message;
  });
  worker.on('exit', (code) => {
    workers.delete(id);
    send({ id, type: 'exit', cause: death ?? `exit status ${code}` });
  });
}

process.on('message', (batch: readonly ToHost[]) => {
  for (const command of batch) {
    if (command.type === 'start') start(command);
    else if (command.type === 'ping') send({ id: command.id, type: 'pong' });
    else if (command.type === 'invoke') workers.get(command.id)?.postMessage(command.message);
    else void workers.get(command.id)?.terminate();
  }
});

// The simulator has ended, perhaps without a word. A thread that is busy would delay any gentler end.
process.on('disconnect', () => {
  process.kill(process.pid, 'SIGKILL');
});
