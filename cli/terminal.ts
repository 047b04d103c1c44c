import pc from 'picocolors';
import { shownJson } from '@evenkeel/reconciler/engine/json';
import { printable } from './printable.ts';

export interface TerminalOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
}

/**
 * The output of a command. Results go to stdout; with `--json` that is one object and nothing else. Progress goes to
 * stderr: one redrawn line on a terminal, plain lines with the elapsed time elsewhere.
 */
export interface Terminal {
  /** Whether `tick` is shown. */
  readonly interactive: boolean;
  readonly colors: ReturnType<typeof pc.createColors>;
  /**
   * Prints a line of the result for people. Dropped with `--json`.
   *
   * @param paint colours the line, whose control characters are already replaced
   */
  readonly print: (text: string, paint?: (line: string) => string) => void;
  /** Prints the result for machines, with every character that a terminal acts on escaped. Dropped without `--json`. */
  readonly json: (value: unknown) => void;
  /** Prints a step of the progress, which stays on the screen. */
  readonly step: (text: string) => void;
  /** Shows what is happening right now until the next call; only on a terminal. */
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
    print: (text, paint = (line) => line) => {
      if (clearLine !== '') process.stderr.write(clearLine);
      if (!options.json) process.stdout.write(`${paint(printable(text))}\n`);
    },
    json: (value) => {
      if (options.json) process.stdout.write(`${printable(shownJson(value, 2))}\n`);
    },
    step: (text) => {
      if (!options.quiet) process.stderr.write(`${clearLine}${stamp()}${printable(text)}\n`);
    },
    tick: (text) => {
      if (interactive)
        process.stderr.write(`${clearLine}${stamp()}${printable(text).slice(0, (process.stderr.columns || 80) - 10)}`);
    },
    warn: (text) => {
      process.stderr.write(`${clearLine}${colors.yellow('warning')} ${printable(text)}\n`);
    },
  };
}
