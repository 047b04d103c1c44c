import { readFileSync } from 'node:fs';

/** Real milliseconds between two looks. */
const POLL_MS = 500;

/** The shells that npm puts between itself and a command. */
const SHELLS = /^(?:ba|da|a|z)?sh$/;

/**
 * Watches the npm or npx that started this process. A signal to npm alone ends npm or its shell, and neither passes it on:
 * the command would go on running without anyone who could end it.
 *
 * @param gone is called once when npm, or the shell that it started, has ended
 * @returns a function that ends the watch
 */
export function watchLauncher(gone: () => void, environment: NodeJS.ProcessEnv = process.env): () => void {
  if (environment['npm_command'] === undefined) return () => undefined;
  const before = launchers();
  const timer = setInterval(() => {
    if (launchers() === before) return;
    clearInterval(timer);
    gone();
  }, POLL_MS).unref();
  return () => {
    clearInterval(timer);
  };
}

/** The parent, and, if that is a shell, its parent. Only Linux tells the latter without starting a process. */
function launchers(): string {
  const parent = process.ppid;
  try {
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const [, grandparent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return SHELLS.test(name) ? `${parent} ${grandparent}` : String(parent);
  } catch {
    return String(parent);
  }
}
