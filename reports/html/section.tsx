import type { ComponentChildren } from 'preact';

interface SectionProps {
  /** Links lead to it. */
  readonly id: string;
  readonly title: string;
  readonly children: ComponentChildren;
}

/** A part of a page, to which its contents link. */
export function Section({ id, title, children }: SectionProps) {
  return (
    <section id={id}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
