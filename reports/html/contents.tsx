import type { VNode } from 'preact';

/** A part of a page as its contents list it. Its body is null if it has nothing to show. */
export interface Part {
  readonly id: string;
  readonly title: string;
  readonly body: VNode | null;
}

/** Links to the parts that have something to show. */
export function Contents({ parts }: { parts: readonly Part[] }) {
  return (
    <nav class="contents" aria-label="Contents">
      <ul>
        {parts
          .filter(({ body }) => body !== null)
          .map(({ id, title }) => (
            <li>
              <a href={`#${id}`}>{title}</a>
            </li>
          ))}
      </ul>
    </nav>
  );
}
