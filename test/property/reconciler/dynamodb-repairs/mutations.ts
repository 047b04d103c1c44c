import type { Mutation } from '../mutation.ts';

const attribute = 'reconciler/stores/dynamodb/attribute.ts';
const guarded = 'reconciler/stores/dynamodb/guarded.ts';

export const dynamoDbMutations: readonly Mutation[] = [
  {
    name: 'a number in a document is converted to a double',
    file: attribute,
    search: 'return numberOf(attribute.N);',
    replace: 'return Number(attribute.N);',
  },
  {
    name: 'a member named __proto__ is dropped',
    file: attribute,
    search: 'Object.entries(attribute.M).map(',
    replace: "Object.entries(attribute.M).filter(([name]) => name !== '__proto__').map(",
  },
  {
    name: 'a value of another type is read as the text that describes it',
    file: attribute,
    search: 'new Unreadable(type, attributeText(attribute), ',
    replace: '(attributeText(attribute) as never) ?? new Unreadable(type, attributeText(attribute), ',
  },
  {
    name: 'a copy stores the form that is compared',
    file: 'reconciler/stores/dynamodb/write.ts',
    search: 'kept?.store === STORE',
    replace: "kept?.store === 'nowhere'",
  },
  {
    name: 'an update is guarded only by what one expression names',
    file: guarded,
    search: 'if (sameItem(written, after))',
    replace: 'if (written !== undefined)',
  },
  {
    name: 'a deletion is guarded only by what one expression names',
    file: guarded,
    search: 'if (sameItem(found, ours))',
    replace: 'if (found !== undefined)',
  },
];
