import { describe, expect, it } from '@jest/globals';
import { overrideText } from '../../../../chaos/sabotage/source-override.ts';

describe('an override of a source', () => {
  const override = { module: 'services/some/module', find: 'if (there) return stop();', replace: 'go();' };

  it('replaces its text, whatever its line breaks', () => {
    expect(overrideText('a();\nif (there)\n    return stop();\nb();', override)).toBe('a();\ngo();\nb();');
  });

  it('replaces its text in a bundle, which has other quotes and no `undefined`', () => {
    const found = { ...override, find: "if (a === undefined) say('no');" };
    expect(overrideText('if(a===void 0)say("no");', found)).toBe('go();');
  });

  it.each(['a();', 'if (there) return stop(); if (there) return stop();'])('is refused for %j', (source) => {
    expect(() => overrideText(source, override)).toThrow('services/some/module contains the text');
  });
});
