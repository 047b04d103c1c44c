import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { repeatedMember } from '../../../../chaos/evidence/members.ts';

describe('a member that occurs twice', () => {
  it.each<[what: string, json: string, name: string | undefined]>([
    ['of no object', '"a"', undefined],
    ['of an object without any', '{}', undefined],
    ['in one object', '{"a":1,"a":2}', 'a'],
    ['with the same value', '{"a":1,"b":[],"a":1}', 'a'],
    ['of a document with white space', '{\n  "a" : 1,\n\t"b":2,\r\n  "a"\n:2 }', 'a'],
    ['in an inner object', '{"x":[{"a":1},{"b":{"a":1,"a":2}}]}', 'a'],
    ['after an inner object', '{"a":{"b":1},"a":{"b":1}}', 'a'],
    ['in objects beside and within each other', '{"a":{"a":1},"b":[{"a":1},{"a":{"a":2}}]}', undefined],
    ['as a value', '{"a":"b","b":"a","c":["a","a"]}', undefined],
    ['in another writing', '{"status":1,"\\u0073tatus":2}', 'status'],
    ['named with quotes and backslashes', '{"\\"\\\\":1,"\\"":2,"\\"\\\\":3}', '"\\'],
    ['in a text', '{"asked":"{\\"a\\":1,\\"a\\":2}","b":"\\\\"}', undefined],
    ['after a text that ends with a backslash', '{"a":"\\\\","a":1}', 'a'],
    ['with no name', '{"":1,"":2}', ''],
    ['called __proto__', '{"__proto__":1,"__proto__":2}', '__proto__'],
    ['called like a method of objects', '{"toString":1}', undefined],
  ])('%s', (_what, json, name) => {
    expect(repeatedMember(json)).toBe(name);
  });

  it('is never seen in what a program writes', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), (json, indent) => {
        expect(repeatedMember(JSON.stringify(JSON.parse(json), null, indent))).toBeUndefined();
      }),
    );
  });

  it('is seen in any object', () => {
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.json()), fc.json(), (name, others, value) => {
        const members = [[name, '1'], ...Object.entries(others), [name, value]] as const;
        const json = `[{${members.map(([one, of]) => `${JSON.stringify(one)}:${of}`).join()}}]`;
        expect(repeatedMember(json)).not.toBeUndefined();
      }),
    );
  });
});
