import { WORDS } from '../facts/labels.ts';
import { Section } from './section.tsx';

/** The words of the page that a reader may not know. */
export function WordsSection() {
  return (
    <Section id="words" title="Words">
      <dl class="words">
        {WORDS.map(([word, meaning]) => (
          <div>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
