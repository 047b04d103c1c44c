import { renderToString } from 'preact-render-to-string';
import { Page } from './html/page.tsx';
import type { Run } from './run.ts';

/** One HTML file: it opens offline, needs no script, and takes no text of the run for markup. */
export function renderHtml(run: Run): string {
  return `<!doctype html>\n${renderToString(<Page run={run} />)}\n`;
}
