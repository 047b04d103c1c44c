import { spawn } from 'node:child_process';

/**
 * Makes sure that process `pid` is sent `signal` when this process ends, even if this one is killed with `kill -9`: a
 * shell waits for the end of a pipe that only this process holds open, and then sends the signal.
 *
 * @returns a function that ends the watch, for when the process has already ended
 */
export function parentWatch(pid: number, signal: 'SIGTERM' | 'SIGINT'): () => void {
  const script = 'cat >/dev/null; kill -s "$1" "$2" 2>/dev/null';
  const watcher = spawn('sh', ['-c', script, 'parent-watch', signal.slice('SIG'.length), String(pid)], {
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
