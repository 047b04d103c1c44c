import { hideBin } from 'yargs/helpers';
import { runCommandLine } from './command-line.ts';

/**
 * Piping into `head` closes the output early, and a terminal may close: the running command then ends, which is not an
 * error.
 */
const CLOSED = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!CLOSED.includes(error.code ?? '')) throw error;
  });
}

/**
 * If the shell limits file sizes (`ulimit -f`), the kernel silently kills a process that writes a larger file. With a
 * listener, the write fails with EFBIG instead, which the command reports.
 */
if (process.platform !== 'win32') process.on('SIGXFSZ', () => undefined);

/** Real milliseconds that open connections of the user's module may keep the process alive after the command has ended. */
const LINGER_MS = 1000;

await runCommandLine(hideBin(process.argv));
setTimeout(() => process.exit(), LINGER_MS).unref();
