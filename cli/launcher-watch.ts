import { readFileSync } from 'node:fs';

/** Real milliseconds between two looks. */
const POLL_MS = 500;
/** Real milliseconds between two looks from which on the machine, and not only the shell, stood still in between. */
const PAUSED_MS = 4 * POLL_MS;

/** The shells that npm puts between itself and a command. */
const SHELLS = /^(?:ba|da|a|z)?sh$/;

/**
 * Watches the npm or npx that started this process. A signal to npm alone does not reach the command, which would go on
 * running without anyone who could end it: SIGTERM and SIGHUP end npm or its shell, and SIGINT, which npm passes on to the
 * shell, only wakes a shell such as dash, which then waits for the command again.
 *
 * @param gone is called once when npm, or the shell that it started, has ended or was interrupted
 * @returns a function that ends the watch
 */
export function watchLauncher(gone: () => void, environment: NodeJS.ProcessEnv = process.env): () => void {
  if (environment['npm_command'] === undefined) return () => undefined;
  const before = look().launchers;
  let wakes: number | undefined;
  let isSuspected = false;
  let lookedAt = performance.now();
  // A process that is stopped and continued wakes its parent.
  const forget = () => {
    wakes = undefined;
    isSuspected = false;
  };
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - lookedAt > PAUSED_MS) forget();
    lookedAt = now;
    const { launchers, wakes: current } = look();
    const then = wakes;
    wakes = current;
    const isInterrupted = isSuspected;
    // Whatever else woke the shell is known by the next look.
    isSuspected = then !== undefined && wakes !== undefined && wakes > then;
    if (launchers === before && !isInterrupted) return;
    end();
    gone();
  }, POLL_MS).unref();
  process.on('SIGCONT', forget);
  const end = () => {
    clearInterval(timer);
    process.off('SIGCONT', forget);
  };
  return end;
}

interface Look {
  /** The parent, and, if that is a shell, its parent. */
  readonly launchers: string;
  /**
   * How often the parent has waited and was woken, if it is a shell: until the command ends, only a signal wakes it.
   * Undefined if the parent is no shell, or the operating system does not say.
   */
  readonly wakes: number | undefined;
}

/** Reads `/proc`, because only on Linux can a shell's parent be known without starting a process. */
function look(): Look {
  const parent = process.ppid;
  const stat = statOf(parent);
  if (stat === undefined || !SHELLS.test(stat.name)) return { launchers: String(parent), wakes: undefined };
  return { launchers: `${parent} ${stat.parent}`, wakes: wakesOf(parent) };
}

function wakesOf(pid: number): number | undefined {
  try {
    const [, switches] = /^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return switches === undefined ? undefined : Number(switches);
  } catch {
    return undefined;
  }
}

function statOf(pid: number): { readonly name: string; readonly parent: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')), parent };
  } catch {
    return undefined;
  }
}
