/** Parses a definition, and finds the mistakes that no schema can: states without an end, unknown targets, unknown resources. */
import type * as z from 'zod';
import { isExpression, whyNotJsonata } from '../data/jsonata.ts';
import { isPath } from '../data/json-path.ts';
import { whyNotIntrinsic } from '../data/intrinsic.ts';
import { isList, isObject, type Json } from '../data/json.ts';
import { whyNotSimulated } from '../tasks/index.ts';
import { whyNotCondition } from './condition.ts';
import { type QueryLanguage, type State, type StateMachineDefinition, type States, stateMachine } from './states.ts';

/** A definition that AWS, or this simulation, does not accept. */
class DefinitionError extends Error {
  constructor(problems: readonly string[]) {
    super(`Invalid State Machine Definition: ${problems.join('; ')}`);
    this.name = 'DefinitionError';
  }
}

/** @throws DefinitionError with every mistake */
export function parseDefinition(text: string): StateMachineDefinition {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new DefinitionError([`the definition is not JSON: ${String(error)}`]);
  }
  const parsed = stateMachine.safeParse(given);
  if (!parsed.success) throw new DefinitionError(parsed.error.issues.flatMap(describeIssue));
  const problems = problemsIn(parsed.data, '', parsed.data.QueryLanguage ?? 'JSONPath');
  if (problems.length > 0) throw new DefinitionError(problems);
  return parsed.data;
}

function describeIssue({ path, message }: z.core.$ZodIssue): string[] {
  return [`${message} at /${path.map(String).join('/')}`];
}

function problemsIn({ StartAt, States: states }: States, at: string, language: QueryLanguage): string[] {
  const names = new Set(Object.keys(states));
  const unknown = (name: string | undefined, place: string): string[] =>
    name === undefined || names.has(name) ? [] : [`there is no state '${name}' at ${place}`];
  return [
    ...unknown(StartAt, `${at}/StartAt`),
    ...Object.entries(states).flatMap(([name, state]) => {
      const place = `${at}/States/${name}`;
      const own = state.QueryLanguage ?? language;
      return [
        ...targetsOf(state).flatMap(([field, target]) => unknown(target, `${place}/${field}`)),
        ...exitProblems(state, place),
        ...languageProblems(state, own, place),
        ...handlingProblems(state, place),
        ...detailProblems(state, place, own),
        ...expressionProblems(withoutStates(state) as Json, place, own),
      ];
    }),
  ];
}

function targetsOf(state: State): [string, string | undefined][] {
  const catchers = 'Catch' in state ? (state.Catch ?? []) : [];
  return [
    ...('Next' in state ? [['Next', state.Next] as [string, string | undefined]] : []),
    ...catchers.map(({ Next }, at): [string, string] => [`Catch/${at}/Next`, Next]),
    ...(state.Type === 'Choice'
      ? [
          ['Default', state.Default] as [string, string | undefined],
          ...state.Choices.map(({ Next }, at): [string, string] => [`Choices/${at}/Next`, Next]),
        ]
      : []),
  ];
}

function exitProblems(state: State, place: string): string[] {
  if (state.Type === 'Choice' || state.Type === 'Succeed' || state.Type === 'Fail') return [];
  return (state.Next === undefined) === (state.End !== true)
    ? [`exactly one of Next and End is required at ${place}`]
    : [];
}

const JSON_PATH_FIELDS = [
  'InputPath',
  'OutputPath',
  'Parameters',
  'ResultPath',
  'ResultSelector',
  'ItemsPath',
  'Result',
];
const JSONATA_FIELDS = ['Arguments', 'Output', 'Items'];

function languageProblems(state: State, language: QueryLanguage, place: string): string[] {
  const wrong = Object.keys(state).filter((field) =>
    language === 'JSONata'
      ? JSON_PATH_FIELDS.includes(field) || field.endsWith('Path')
      : JSONATA_FIELDS.includes(field),
  );
  return wrong.map((field) => `${field} is not supported in a ${language} state at ${place}`);
}

function handlingProblems(state: State, place: string): string[] {
  const lists = [
    ['Retry', 'Retry' in state ? (state.Retry ?? []) : []],
    ['Catch', 'Catch' in state ? (state.Catch ?? []) : []],
  ] as const;
  return lists.flatMap(([field, handlers]) =>
    handlers.flatMap(({ ErrorEquals }, at) =>
      ErrorEquals.includes('States.ALL') && (ErrorEquals.length > 1 || at < handlers.length - 1)
        ? [`States.ALL must stand alone and last at ${place}/${field}/${at}`]
        : [],
    ),
  );
}

/** What is particular to one type of state. */
function detailProblems(state: State, place: string, language: QueryLanguage): string[] {
  switch (state.Type) {
    case 'Task': {
      const reason = whyNotSimulated(state.Resource);
      return reason === undefined ? [] : [`${reason} at ${place}/Resource`];
    }
    case 'Wait': {
      const given = [state.Seconds, state.SecondsPath, state.Timestamp, state.TimestampPath];
      const count = given.filter((value) => value !== undefined).length;
      return count === 1
        ? []
        : [`exactly one of Seconds, SecondsPath, Timestamp and TimestampPath is required at ${place}`];
    }
    case 'Choice':
      return state.Choices.flatMap((choice, at) => {
        const reason = whyNotCondition(choice, language);
        return reason === undefined ? [] : [`${reason} at ${place}/Choices/${at}`];
      });
    case 'Parallel':
      return state.Branches.flatMap((branch, at) =>
        problemsIn(branch, `${place}/Branches/${at}`, branch.QueryLanguage ?? language),
      );
    case 'Map': {
      const { ItemProcessor, Iterator } = state;
      const processor = ItemProcessor ?? Iterator;
      if (processor === undefined) return [`ItemProcessor is required at ${place}`];
      const isDistributed = ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED';
      const only = ['ItemBatcher', 'ToleratedFailurePercentage', 'ToleratedFailureCount', 'Label'].filter(
        (field) => field in state,
      );
      return [
        ...(isDistributed ? [] : only.map((field) => `${field} needs a map in DISTRIBUTED mode at ${place}`)),
        ...(isDistributed && ItemProcessor.ProcessorConfig.ExecutionType === undefined
          ? [`ExecutionType is required in DISTRIBUTED mode at ${place}/ItemProcessor/ProcessorConfig`]
          : []),
        ...problemsIn(processor, `${place}/ItemProcessor`, language),
      ];
    }
    case 'Pass':
    case 'Succeed':
    case 'Fail':
      return [];
  }
}

/** The state without the states inside it, which are checked on their own. */
const withoutStates = (state: State): object =>
  Object.fromEntries(
    Object.entries(state).filter(([field]) => !['ItemProcessor', 'Iterator', 'Branches'].includes(field)),
  );

/** Paths, intrinsic functions and expressions that cannot be parsed. */
function expressionProblems(value: Json, place: string, language: QueryLanguage): string[] {
  if (isList(value)) return value.flatMap((item, at) => expressionProblems(item, `${place}/${at}`, language));
  if (isObject(value)) {
    return Object.entries(value).flatMap(([name, inner]) => {
      const at = `${place}/${name}`;
      if (language === 'JSONata' || !name.endsWith('.$')) return expressionProblems(inner, at, language);
      if (typeof inner !== 'string') return [`the value must be a path or an intrinsic function at ${at}`];
      const reason = isPath(inner) ? undefined : whyNotIntrinsic(inner);
      return reason === undefined ? [] : [`${reason} at ${at}`];
    });
  }
  if (typeof value !== 'string' || !isExpression(value)) return [];
  if (language !== 'JSONata') return [];
  const reason = whyNotJsonata(value);
  return reason === undefined ? [] : [`the JSONata expression is not valid (${reason}) at ${place}`];
}
