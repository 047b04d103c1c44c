import { randomInt } from 'node:crypto';
import * as z from 'zod';

const CHARACTER_TYPES = {
  lowercase: 'abcdefghijklmnopqrstuvwxyz',
  uppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  numbers: '0123456789',
  punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
} as const;

/** Booleans and numbers in templates may be strings. */
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).default(false);

export const generateSecretString = z.strictObject({
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: flag,
  ExcludeUppercase: flag,
  ExcludeNumbers: flag,
  ExcludePunctuation: flag,
  IncludeSpace: flag,
  RequireEachIncludedType: flag,
  PasswordLength: z.coerce.number().int().min(1).max(4096).default(32),
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
});
export type GenerateSecretString = z.output<typeof generateSecretString>;

function alphabets(options: GenerateSecretString): readonly string[] {
  const included = [
    options.ExcludeLowercase ? '' : CHARACTER_TYPES.lowercase,
    options.ExcludeUppercase ? '' : CHARACTER_TYPES.uppercase,
    options.ExcludeNumbers ? '' : CHARACTER_TYPES.numbers,
    options.ExcludePunctuation ? '' : CHARACTER_TYPES.punctuation,
    options.IncludeSpace ? ' ' : '',
  ];
  const allowed = (alphabet: string): string =>
    Array.from(alphabet)
      .filter((character) => !options.ExcludeCharacters.includes(character))
      .join('');
  return included.map(allowed).filter((alphabet) => alphabet !== '');
}

/** A password of the requested length with at least one character of each included type. */
function generatePassword(options: GenerateSecretString): string {
  const included = alphabets(options);
  const all = included.join('');
  if (all === '') throw new Error('GenerateSecretString excludes every character; allow at least one type');
  const pick = (alphabet: string): string => alphabet.charAt(randomInt(alphabet.length));
  const characters = Array.from({ length: options.PasswordLength }, (_, index) => pick(included[index] ?? all));
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}

/** The value of a secret: the password alone, or the template's JSON object with the password under the given key. */
export function generateSecret(options: GenerateSecretString): string {
  const password = generatePassword(options);
  const { SecretStringTemplate: template, GenerateStringKey: key } = options;
  if (template === undefined || key === undefined) return password;
  const object = z.record(z.string(), z.unknown()).parse(JSON.parse(template));
  return JSON.stringify({ ...object, [key]: password });
}
