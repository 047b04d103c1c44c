import { describe, expect, it } from '@jest/globals';
import { resolveDynamicReferences } from '../../../../local/provision/template/dynamic-references.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:db-abcdef';
const secrets: Readonly<Record<string, string>> = { [ARN]: '{"password":"p","port":5432}', plain: 'text' };
const resolve = (value: unknown) => resolveDynamicReferences(value, (id) => secrets[id] ?? '{}');

describe('dynamic references', () => {
  it.each([
    [`{{resolve:secretsmanager:${ARN}:SecretString:password::}}`, 'p'],
    [`{{resolve:secretsmanager:${ARN}:SecretString:password}}`, 'p'],
    [`x-{{resolve:secretsmanager:${ARN}:SecretString:port::}}`, 'x-5432'],
    ['{{resolve:secretsmanager:plain}}', 'text'],
    ['{{resolve:secretsmanager:plain:SecretString}}', 'text'],
  ])('resolve %s', (reference, value) => {
    expect(resolve({ deep: [reference] })).toEqual({ deep: [value] });
  });

  it('name the key that a secret lacks', () => {
    expect(() => resolve(`{{resolve:secretsmanager:${ARN}:SecretString:user::}}`)).toThrow(`${ARN} has no key user`);
  });
});
