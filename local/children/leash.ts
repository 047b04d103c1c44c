import { spawn } from 'node:child_process';

/**
 * Ends process `pid` when this process ends, however it ends: a shell waits for the end of a pipe that only this
 * process holds open, and then sends the signal. `kill -9` of this process closes the pipe too.
 * @returns takes the leash off, for when the process has ended by itself
 */
export function leash(pid: number, signal: 'SIGTERM' | 'SIGINT'): () => void {
  const script = 'cat >/dev/null; kill -s "$1" "$2" 2>/dev/null';
  const watcher = spawn('sh', ['-c', script, 'leash', signal.slice('SIG'.length), String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => undefined);
  watcher.stdin.on('error', () => undefined);
  watcher.unref();
  return () => {
    if (watcher.pid !== undefined && watcher.exitCode === null) process.kill(-watcher.pid, 'SIGKILL');
  };
}
