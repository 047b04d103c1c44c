import pc from 'picocolors';
import { shownJson } from '../reconciler/engine/json.ts';

export interface TerminalOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
}

/**
 * Where a command speaks. Results go to stdout: with `--json` one object and nothing else. Progress goes to stderr:
 * one line that is redrawn on a terminal, plain lines with the elapsed time elsewhere.
 */
export interface Terminal {
  /** Whether a person sees `tick`. */
  readonly interactive: boolean;
  readonly colors: ReturnType<typeof pc.createColors>;
  /** A line of the result, for people. Dropped with `--json`. */
  readonly print: (text: string) => void;
  /** The result, for machines. Dropped without `--json`. */
  readonly json: (value: unknown) => void;
  /** What is happening, kept on the screen. */
  readonly step: (text: string) => void;
  /** What is happening right now, replaced by the next; only on a terminal. */
  readonly tick: (text: string) => void;
  readonly warn: (text: string) => void;
}

export function createTerminal(options: TerminalOptions, now: () => number = () => performance.now()): Terminal {
  const interactive = process.stderr.isTTY && !options.quiet;
  const colors = pc.createColors(options.color && (process.stderr.isTTY || process.stdout.isTTY));
  const began = now();
  const clearLine = interactive ? '\r\u001b[2K' : '';
  const stamp = () => colors.dim(`${((now() - began) / 1000).toFixed(1).padStart(6)}s `);
  return {
    interactive,
    colors,
    print: (text) => {
      if (clearLine !== '') process.stderr.write(clearLine);
      if (!options.json) process.stdout.write(`${text}\n`);
    },
    json: (value) => {
      if (options.json) process.stdout.write(`${shownJson(value, 2)}\n`);
    },
    step: (text) => {
      if (!options.quiet) process.stderr.write(`${clearLine}${stamp()}${text}\n`);
    },
    tick: (text) => {
      if (interactive)
        process.stderr.write(`${clearLine}${stamp()}${text.slice(0, (process.stderr.columns || 80) - 10)}`);
    },
    warn: (text) => {
      process.stderr.write(`${clearLine}${colors.yellow('warning')} ${text}\n`);
    },
  };
}
