import { describe, expect, it } from '@jest/globals';
import { generateSecret, generateSecretString } from '../../../../local/secretsmanager/generate.ts';

const generate = (properties: object) => generateSecret(generateSecretString.parse(properties));

describe('generated secrets', () => {
  it('have 32 characters, including every type', () => {
    const secret = generate({});
    expect(secret).toHaveLength(32);
    for (const type of [/[a-z]/, /[A-Z]/, /\d/, /[!-/:-@[-`{-~]/]) expect(secret).toMatch(type);
  });

  it('contain no excluded types or characters', () => {
    const secret = generate({
      ExcludePunctuation: 'true',
      ExcludeNumbers: true,
      ExcludeCharacters: 'abc',
      PasswordLength: '200',
    });
    expect(secret).toMatch(/^[d-zA-Z]{200}$/);
  });

  it('are added to the template under their key', () => {
    const secret = generate({ SecretStringTemplate: '{"username":"u"}', GenerateStringKey: 'password' });
    expect(JSON.parse(secret)).toEqual({ username: 'u', password: expect.stringMatching(/^.{32}$/) });
  });
});
